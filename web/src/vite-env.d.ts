/// <reference types="vite/client" />

declare namespace React {
  interface InputHTMLAttributes<T> {
    webkitdirectory?: '';
  }
}

interface ImportMetaEnv {
  /** The version of citeproc-js that is built in. */
  readonly CITEPROC: string;
}
