// A refusal of the server (RFC 9457) as an error whose message is the sentence to show.

export interface FieldProblem {
  field: string;
  detail: string;
}

export class Problem extends Error {
  /** HTTP status; 0 when the server was not reached. */
  readonly status: number;
  readonly fields: FieldProblem[];
  /** Seconds to wait, where the server said so. */
  readonly retryAfter: number | null;
  /** What the page is to do about it, such as "ask-again"; empty for most. */
  readonly kind: string;
  /** The ways that an "ask-again" offers. */
  readonly ways: string[];

  constructor(
    status: number,
    detail: string,
    fields: FieldProblem[] = [],
    retryAfter: number | null = null,
    kind = '',
    ways: string[] = [],
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.fields = fields;
    this.retryAfter = retryAfter;
    this.kind = kind;
    this.ways = ways;
  }

  /** The sentence for one field of a form, if the server gave one. */
  field(name: string): string | undefined {
    return this.fields.find((problem) => problem.field === name || problem.field.endsWith(`.${name}`))?.detail;
  }
}

export const UNREACHABLE = 'Can’t reach ScrollKeeper. Check your connection; nothing was changed.';

/** Reads a refusal; an answer that is not problem+json (a proxy's page, say) still becomes a sentence. */
export async function problemFrom(response: Response): Promise<Problem> {
  const after = Number(response.headers.get('Retry-After'));
  const retryAfter = Number.isFinite(after) && after > 0 ? after : null;
  let detail = `The server answered ${response.status}. Try again in a moment.`;
  let fields: FieldProblem[] = [];
  let kind = '';
  let ways: string[] = [];
  if (response.headers.get('Content-Type')?.includes('json')) {
    const body = (await response.json().catch(() => null)) as {
      type?: unknown;
      detail?: unknown;
      errors?: FieldProblem[];
      ways?: string[];
    } | null;
    if (typeof body?.detail === 'string' && body.detail) detail = body.detail;
    if (Array.isArray(body?.errors)) fields = body.errors;
    if (typeof body?.type === 'string') kind = /\/problems\/([\w-]+)$/.exec(body.type)?.[1] ?? '';
    if (Array.isArray(body?.ways)) ways = body.ways;
  }
  return new Problem(response.status, detail, fields, retryAfter, kind, ways);
}

/** The sentence of any error. */
export function sentence(error: unknown): string {
  if (error instanceof Error && error.message) return error.message;
  return 'Something went wrong. Try again.';
}
