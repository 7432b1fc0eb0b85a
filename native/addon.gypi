# What makes an addon of the binding: included by the target that is shipped and by the one that the tests load. The two
# differ in one object.
{
  'dependencies': ['jose_openssl_binding', 'jose_openssl_core'],
  'sources': ['src/checked.cc'],
  'libraries': ['<!@(node scripts/openssl/print.mjs --gyp libraries)'],
  'conditions': [
    ['OS=="linux"', {
      'ldflags': [
        # Only Node's two entry points leave the addon, and no libcrypto call can be taken over by the OpenSSL (or
        # BoringSSL) that the host program exports.
        '-Wl,--version-script=<(module_root_dir)/native/exports.map',
        '-Wl,-Bsymbolic',
        '-Wl,--gc-sections',
        '-Wl,-z,relro,-z,now',
        # libcrypto registers thread and exit handlers: unloading it with the last worker that uses it would crash.
        '-Wl,-z,nodelete',
        # Nothing inside calls Node's entry point, so without this the linker leaves the binding in its archive.
        '-Wl,-u,napi_register_module_v1',
      ],
    }],
    ['OS=="mac"', {
      'xcode_settings': {
        'OTHER_LDFLAGS': [
          '-Wl,-exported_symbols_list,<(module_root_dir)/native/exports.list',
          '-Wl,-dead_strip',
          '-Wl,-u,_napi_register_module_v1',
        ],
      },
    }],
    ['OS=="win"', {
      'msvs_settings': {
        'VCLinkerTool': {'ForceSymbolReferences': ['napi_register_module_v1']},
      },
    }],
  ],
}
