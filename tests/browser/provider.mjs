// A real identity provider (npm oidc-provider, certified) for the journeys: `node provider.mjs PORT REDIRECT_URI`.
import { Provider } from '../../web/node_modules/oidc-provider/lib/index.js';

const [port, redirectUri] = process.argv.slice(2);
const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: 'scrollkeeper',
      client_secret: 'not a secret',
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [new URL('/sign-in', redirectUri).href],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  // Whoever signs in as "orcid" comes without an address, everybody else with one that is confirmed.
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: 'Grace Hopper', ...(id.startsWith('orcid') ? {} : { email: `${id}@example.org`, email_verified: true }) }),
  }),
  cookies: { keys: ['of this run only'] },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
