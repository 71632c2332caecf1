// Where the source of citeproc-js lies, as its licence asks; the build puts it there.
export const CITEPROC_SOURCE = `/assets/citeproc-${import.meta.env.CITEPROC}/citeproc_commonjs.js`;
