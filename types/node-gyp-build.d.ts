// The package comes without types.
declare module 'node-gyp-build' {
  /** Loads the addon of the package in `directory`: build/Release first, then a prebuilt one for this platform. */
  function load(directory: string): unknown;
  namespace load {
    /** The file that it would load. */
    function path(directory: string): string;
  }
  export = load;
}
