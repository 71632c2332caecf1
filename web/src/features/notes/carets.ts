// Carets of others in a note. What another window says is data to distrust: who it is comes from the server, which signs
// what is said; from the window itself come only two numbers of places in the text.
import type { Awareness } from 'y-protocols/awareness';
import { colorOf } from '../../ui/colorOf';

export interface Person {
  id: string;
  name: string;
}

interface Place {
  type?: { client: number; clock: number };
  tname?: string;
  item?: { client: number; clock: number };
  assoc?: number;
}

interface Cursor {
  anchor: Place;
  head: Place;
}

/** What a window says of its caret. */
export interface SaidCaret {
  client: number;
  /** Null where it has none, or goes. */
  cursor: Cursor | null;
}

const SILENT_MS = 60_000;

export function sayCaret(awareness: Awareness): SaidCaret {
  const state = awareness.getLocalState();
  return { client: awareness.clientID, cursor: readCursor(state?.cursor) };
}

export class OtherCarets {
  private readonly owners = new Map<number, { person: string; at: number }>();

  constructor(
    private readonly awareness: Awareness,
    private readonly now: () => number = Date.now,
  ) {}

  /** A caret is its first speaker's: nobody moves that of somebody else, or shows theirs under another name. */
  heard(said: Record<string, unknown>, person: Person): void {
    const client = readNumber(said.client);
    if (client === null || client === this.awareness.clientID) return;
    const owner = this.owners.get(client);
    if (owner && owner.person !== person.id) return;
    const known = this.awareness.states.has(client);
    if (said.bye === true) {
      this.forget(client);
      return;
    }
    this.owners.set(client, { person: person.id, at: this.now() });
    this.awareness.states.set(client, {
      user: { name: person.name, color: colorOf(person.id) },
      cursor: readCursor(said.cursor),
    });
    // Its own clean-up of what is silent looks at this.
    const clock = (this.awareness.meta.get(client)?.clock ?? 0) + 1;
    this.awareness.meta.set(client, { clock, lastUpdated: this.now() });
    this.tell(known ? { updated: [client] } : { added: [client] });
  }

  forgetSilent(): void {
    for (const [client, { at }] of this.owners) if (this.now() - at > SILENT_MS) this.forget(client);
  }

  private forget(client: number): void {
    this.owners.delete(client);
    if (!this.awareness.states.delete(client)) return;
    this.awareness.meta.delete(client);
    this.tell({ removed: [client] });
  }

  private tell(changes: { added?: number[]; updated?: number[]; removed?: number[] }): void {
    const all = { added: [], updated: [], removed: [], ...changes };
    this.awareness.emit('change', [all, 'others']);
    this.awareness.emit('update', [all, 'others']);
  }
}

function readCursor(value: unknown): Cursor | null {
  if (!isRecord(value)) return null;
  const [anchor, head] = [readPlace(value.anchor), readPlace(value.head)];
  return anchor && head ? { anchor, head } : null;
}

/** A relative position of Yjs as JSON; anything else would throw where the editor draws it. */
function readPlace(value: unknown): Place | null {
  const plain: unknown = value && typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : null;
  if (!isRecord(plain)) return null;
  const place: Place = {};
  for (const name of ['type', 'item'] as const) {
    const id = plain[name];
    if (id === undefined || id === null) continue;
    const [client, clock] = isRecord(id) ? [readNumber(id.client), readNumber(id.clock)] : [null, null];
    if (client === null || clock === null) return null;
    place[name] = { client, clock };
  }
  if (plain.tname === 'default') place.tname = 'default';
  if (!place.type && !place.item && !place.tname) return null;
  if (readNumber(plain.assoc) !== null || plain.assoc === -1) place.assoc = plain.assoc as number;
  return place;
}

function readNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
