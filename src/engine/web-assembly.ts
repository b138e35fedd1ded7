/** The part of WebAssembly that the engine uses. Node has it; its typings leave it out. */

export type SharedMemory = { readonly buffer: SharedArrayBuffer };

/** A compiled module. It can be sent to other threads. */
export type CompiledModule = { readonly [Symbol.toStringTag]: 'WebAssembly.Module' };

export type GlobalNumber = { readonly value: number };

type WebAssemblyRuntime = {
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => SharedMemory;
  readonly Instance: new (
    module: CompiledModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: object };
};

export const webAssembly = (globalThis as unknown as { readonly WebAssembly: WebAssemblyRuntime })
  .WebAssembly;
