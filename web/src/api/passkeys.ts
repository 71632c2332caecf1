// Passkeys in the browser: asks it to make one or to sign with one, and says in a sentence why it did not.
import { api } from './client';
import type { Schemas } from './schemas';

type Created = Schemas['PasskeyIn']['credential'];
type Signed = Schemas['PasskeyEntryIn']['credential'];

/** Where challenges to sign come from. */
type Challenges =
  | '/api/sessions/passkey/options'
  | '/api/sessions/second-factor/passkey/options'
  | '/api/sessions/current/proof/passkey/options';

export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

/** A new passkey for the signed-in person, to be sent back with its name. */
export async function createPasskey(): Promise<Created> {
  const { options } = await api.post('/api/me/passkeys/options');
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return (await ask(() => navigator.credentials.create({ publicKey }))) as Created;
}

/** The signature of a passkey on a challenge from this path; `quietly` offers it where the email is typed. */
export async function signWithPasskey(path: Challenges, signal?: AbortSignal, quietly = false): Promise<Signed> {
  const { options } = await api.post(path);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return (await ask(() =>
    navigator.credentials.get({ publicKey, signal, mediation: quietly ? 'conditional' : undefined }),
  )) as Signed;
}

async function ask(browser: () => Promise<Credential | null>): Promise<unknown> {
  let credential: Credential | null;
  try {
    credential = await browser();
  } catch (error) {
    throw new Error(why(error), { cause: error });
  }
  if (!credential) throw new Error(why(null));
  return (credential as PublicKeyCredential).toJSON();
}

function why(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'InvalidStateError') return 'This device already has a passkey for this account.';
  if (name === 'SecurityError') return 'Passkeys don’t work at this address. Open ScrollKeeper at its usual address.';
  return 'The passkey request was cancelled or timed out. Try again.';
}

/** A first name for a passkey that people will recognise. */
export function deviceName(agent = navigator.userAgent): string {
  const known = [
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Android', 'Android phone'],
    ['Mac OS X', 'Mac'],
    ['Windows', 'Windows computer'],
    ['CrOS', 'Chromebook'],
    ['Linux', 'Linux computer'],
  ];
  return known.find(([mark]) => mark && agent.includes(mark))?.[1] ?? 'My device';
}
