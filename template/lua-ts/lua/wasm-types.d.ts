// The compiler's library for Node.js knows no values of this global.
declare namespace WebAssembly {
  type Imports = Readonly<Record<string, Readonly<Record<string, (...args: never[]) => unknown>>>>
  interface Exporting {
    readonly exports: Readonly<Record<string, unknown>>
  }
  const Module: new (bytes: Uint8Array) => object
  const Instance: new (module: object, imports: Imports) => Exporting
  /** Compiles in the background. */
  function instantiate(bytes: Uint8Array, imports: Imports): Promise<{ readonly instance: Exporting }>
}
