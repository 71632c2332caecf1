// The roles, in words.
import type { Schemas } from '../../api/schemas';

export type Role = Schemas['MemberEdit']['role'];

export const ROLES: { value: Role; label: string; meaning: string }[] = [
  { value: 'owner', label: 'Owner', meaning: 'full control, including deleting the team' },
  { value: 'admin', label: 'Admin', meaning: 'people and settings' },
  { value: 'editor', label: 'Editor', meaning: 'adds and changes papers' },
  { value: 'commenter', label: 'Commenter', meaning: 'annotates and discusses' },
  { value: 'reader', label: 'Reader', meaning: 'reads and searches' },
];

export function roleName(role: string): string {
  return ROLES.find((one) => one.value === role)?.label ?? (role === 'guest' ? 'Guest' : role);
}

/** “an editor”, “a reader”. */
export function asRole(role: string): string {
  return `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`;
}

/** Roles that somebody with this one may give: none above their own, and only owners make owners. */
export function rolesToGive(mine: string): Role[] {
  const all = ROLES.map((one) => one.value);
  const from = all.indexOf(mine as Role);
  return from < 0 ? [] : all.slice(from).filter((role) => role !== 'owner' || mine === 'owner');
}
