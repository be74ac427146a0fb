/**
 * In which of so many groups a person is, from 0: rows of one person are in one transaction, so that transactions need not
 * wait for each other. Ids counted upwards are spread evenly.
 */
export function groupOf(user_id: string, groups: number): number {
  let sum = 0;
  for (let at = 0; at < user_id.length; at++) sum = (sum * 31 + user_id.charCodeAt(at)) | 0;
  return (sum >>> 0) % groups;
}
