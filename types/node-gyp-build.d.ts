// The package comes without types.
declare module 'node-gyp-build' {
  /** Loads the addon of the package in `directory`: build/Release first, then a prebuilt one for this platform. */
  function load(directory: string): unknown;
  export = load;
}
