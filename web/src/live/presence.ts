// Who else is in a room and where: each window says so now and then, and forgets whoever has been silent for too long.
// Nothing of it is stored. Knows nothing of React or the network, so it is tested with plain objects.

export interface Spot {
  file: string;
  page: number;
  /** Points from the top of the page. */
  y: number;
}

export interface Pointer {
  page: number;
  x: number;
  y: number;
}

/** What a window says of itself. */
export interface Said {
  window: string;
  place?: Spot | null;
  /** The window whose place this one follows. */
  following?: string | null;
  pointer?: Pointer | null;
  /** New here: the others are to say where they are. */
  hello?: boolean;
  bye?: boolean;
}

export interface Other {
  window: string;
  person: { id: string; name: string };
  place: Spot | null;
  pointer: Pointer | null;
  following: string | null;
  /** When it was last heard of, in milliseconds. */
  at: number;
}

const EVERY_MS = 20_000;
const SILENT_MS = 50_000;
const PAGE_WAIT_MS = 800;
/** While somebody follows: as often as the server lets one speak, with room to spare. */
const FOLLOWED_WAIT_MS = 120;

export class PresenceRoom {
  others: Other[] = [];
  private place: Spot | null = null;
  private pointer: Pointer | null = null;
  private following: string | null = null;
  private beat: ReturnType<typeof setInterval> | undefined;
  private soon: ReturnType<typeof setTimeout> | undefined;
  private listeners = new Set<() => void>();

  constructor(
    readonly window: string,
    private readonly say: (said: Said) => void,
    private readonly now: () => number = Date.now,
  ) {}

  /** Also after a lost connection. */
  enter(): void {
    clearInterval(this.beat);
    this.beat = setInterval(() => this.tick(), EVERY_MS);
    this.tell({ hello: true });
  }

  leave(): void {
    clearInterval(this.beat);
    clearTimeout(this.soon);
    this.say({ window: this.window, bye: true });
  }

  onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getOthers = (): Other[] => this.others;

  moved(place: Spot): void {
    const turned = place.page !== this.place?.page || place.file !== this.place.file;
    this.place = place;
    if (this.isFollowed) this.tellSoon(FOLLOWED_WAIT_MS);
    else if (turned) this.tellSoon(PAGE_WAIT_MS);
  }

  /** Only whoever follows is shown where one points. */
  pointed(pointer: Pointer | null): void {
    this.pointer = pointer;
    if (this.isFollowed) this.tellSoon(FOLLOWED_WAIT_MS);
  }

  follow(window: string | null): void {
    if (window === this.following) return;
    this.following = window;
    this.tell({});
    this.changed();
  }

  get followed(): Other | null {
    return this.others.find((one) => one.window === this.following) ?? null;
  }

  get isFollowed(): boolean {
    return this.others.some((one) => one.following === this.window);
  }

  heard(said: Said, person: Other['person']): void {
    if (said.window === this.window || typeof said.window !== 'string') return;
    const rest = this.others.filter((one) => one.window !== said.window);
    if (said.bye) {
      this.others = rest;
    } else {
      const place = said.place ?? null;
      const other = {
        window: said.window,
        person,
        place,
        pointer: said.pointer ?? null,
        following: said.following ?? null,
        at: this.now(),
      };
      const began = other.following === this.window && !this.isFollowed;
      this.others = [...rest, other].toSorted(
        (a, b) => a.person.name.localeCompare(b.person.name) || a.window.localeCompare(b.window),
      );
      // A newcomer wants to know where we are; who begins to follow wants to know exactly.
      if (said.hello || began) this.tellSoon(FOLLOWED_WAIT_MS);
    }
    if (this.following && !this.followed) this.following = null;
    this.changed();
  }

  private tick(): void {
    const alive = this.others.filter((one) => this.now() - one.at < SILENT_MS);
    if (alive.length !== this.others.length) {
      this.others = alive;
      if (this.following && !this.followed) this.following = null;
      this.changed();
    }
    this.tell({});
  }

  private tellSoon(milliseconds: number): void {
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.tell({});
    }, milliseconds);
  }

  private tell(more: Partial<Said>): void {
    const pointer = this.isFollowed ? this.pointer : null;
    this.say({ window: this.window, place: this.place, following: this.following, pointer, ...more });
  }

  private changed(): void {
    this.listeners.forEach((listener) => listener());
  }
}
