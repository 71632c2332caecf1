// When a key pressed somewhere in the page belongs to whoever types, not to the page.

/** True where letters go into a field, or a dialog has the keyboard. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null;
}
