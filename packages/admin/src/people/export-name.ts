/** The name of the file of what is held about somebody; ids may hold what no file name may. */
export function fileNameOf(user_id: number | string): string {
  const plain = String(user_id)
    .replaceAll(/[^\p{L}\p{N}@._-]+/gu, '-')
    .replaceAll(/^[-.]+|-+$/g, '')
    .slice(0, 60);
  return `user-${plain === '' ? 'data' : plain}.json`;
}
