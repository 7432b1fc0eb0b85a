# What makes an addon of the binding: included by the target that is shipped and by the one that the tests load.
{
  'dependencies': ['jose_openssl_core'],
  'sources': ['<!@(node scripts/addon/sources.mjs native/src/addon.cc native/src/binding)'],
  'libraries': ['<!@(node scripts/openssl/print.mjs --gyp libraries)'],
  'defines': [
    'NAPI_VERSION=8',
    'JOSE_OPENSSL_LINKAGE="<!(node scripts/openssl/print.mjs --gyp linkage)"',
    'NAPI_CPP_EXCEPTIONS',
    'NODE_ADDON_API_DISABLE_DEPRECATED',
    # A worker that is terminated during asynchronous work must not abort the process.
    'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
    # Electron refuses external buffers.
    'NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED',
  ],
  # -idirafter and -isystem also keep -Werror to this project's own sources.
  'cflags': [
    '-isystem', '<!@(node -p "require(\'node-addon-api\').include")',
    '-idirafter', '<(node_root_dir)/include/node',
    '-idirafter', '<(node_root_dir)/src',
  ],
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
      ],
    }],
    ['OS=="mac"', {
      'xcode_settings': {
        'OTHER_CPLUSPLUSFLAGS': [
          '-isystem', '<!@(node -p "require(\'node-addon-api\').include")',
          '-idirafter', '<(node_root_dir)/include/node',
          '-idirafter', '<(node_root_dir)/src',
        ],
        'OTHER_LDFLAGS': [
          '-Wl,-exported_symbols_list,<(module_root_dir)/native/exports.list',
          '-Wl,-dead_strip',
        ],
      },
    }],
    ['OS=="win"', {
      # MSVC has no -idirafter, but it searches in the order given: OpenSSL's folder stands first.
      'include_dirs': [
        '<!(node -p "require(\'node-addon-api\').include_dir")',
        '<(node_root_dir)/include/node',
      ],
    }],
  ],
}
