// Email addresses out of whatever was pasted: lines, commas, “Ada <ada@…>”.

const ADDRESS = /[^\s,;<>"@]+@[^\s,;<>"@]+\.[^\s,;<>"@]+/g;

export interface Addresses {
  emails: string[];
  /** What stands between commas, semicolons or lines and is no address. */
  others: string[];
}

export function readAddresses(text: string): Addresses {
  const emails = new Set<string>();
  const others: string[] = [];
  for (const part of text.split(/[,;\n]/)) {
    const found = part.match(ADDRESS) ?? [];
    for (const one of found) emails.add(one);
    // The name before “<ada@…>” is none that was meant as an address.
    const rest = found.length && part.includes('<') ? '' : part.replaceAll(ADDRESS, ' ').trim();
    if (rest) others.push(rest);
  }
  return { emails: [...emails], others };
}

/** What is said under the box after the others were invited. */
export function notAddresses(others: string[]): string | undefined {
  if (!others.length) return undefined;
  return `Not ${others.length === 1 ? 'an email address' : 'email addresses'}: ${others.join(', ')}.`;
}
