// The page that a bookmarklet hands over: in the fragment of the address, which no server sees, then in this tab alone.

export interface Captured {
  url: string;
  html: string;
}

const KEPT = 'scrollkeeper.captured';
// Firefox opens addresses of up to a megabyte.
const MOST = 400_000;

/** What runs in the page that somebody has open: its elements that describe works, and nothing else of it. */
const CODE = `(()=>{let h='',n=0;
for(const e of document.querySelectorAll('head>title,meta[name],meta[property],link[rel=canonical],script[type="application/ld+json"],span.Z3988')){
const o=(e.localName=='span'?e.cloneNode():e).outerHTML;n+=encodeURIComponent(o).length;if(n>${MOST})break;h+=o}
open('ADDRESS#'+encodeURIComponent(JSON.stringify({url:location.href,html:h})),'_blank','width=560,height=760')})()`;

/** The address of the bookmark. It holds no secret: whoever clicks is signed in, or signs in. */
export function bookmarklet(origin: string): string {
  return `javascript:${encodeURIComponent(CODE.replaceAll('\n', '').replace('ADDRESS', `${origin}/capture`))}`;
}

/** Null where it is nothing that a bookmarklet made. */
export function readCaptured(fragment: string): Captured | null {
  try {
    const found: unknown = JSON.parse(decodeURIComponent(fragment.replace(/^#/, '')));
    if (!found || typeof found !== 'object' || !('url' in found) || !('html' in found)) return null;
    const { url, html } = found;
    return typeof url === 'string' && typeof html === 'string' && /^https?:\/\//.test(url) ? { url, html } : null;
  } catch {
    return null;
  }
}

/** Keep what the address holds for this tab, over signing in and reloading; gives whether it held something. */
export function keepCaptured(fragment: string): boolean {
  const captured = readCaptured(fragment);
  if (captured) window.sessionStorage.setItem(KEPT, JSON.stringify(captured));
  return captured !== null;
}

export function keptCaptured(): Captured | null {
  return readCaptured(encodeURIComponent(window.sessionStorage.getItem(KEPT) ?? ''));
}
