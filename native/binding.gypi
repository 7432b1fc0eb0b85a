# How the binding is compiled: the one part that includes the Node-API.
{
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
  # -idirafter and -isystem also keep warnings to this project's own sources.
  'cflags': [
    '-isystem', '<!@(node -p "require(\'node-addon-api\').include")',
    '-idirafter', '<(node_root_dir)/include/node',
    '-idirafter', '<(node_root_dir)/src',
  ],
  'conditions': [
    ['OS=="mac"', {
      'xcode_settings': {
        'OTHER_CPLUSPLUSFLAGS': [
          '-isystem', '<!@(node -p "require(\'node-addon-api\').include")',
          '-idirafter', '<(node_root_dir)/include/node',
          '-idirafter', '<(node_root_dir)/src',
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
