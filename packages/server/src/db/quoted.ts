/** A name for SQL: `"odd ""name"""`. PostgreSQL takes it exactly as it stands, upper and lower case. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
