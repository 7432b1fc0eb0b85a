# Three targets: the core (no Node in it), the addon, and on request the core's tests as a plain executable.
# Which OpenSSL is linked, and why statically: scripts/openssl/resolve.mjs and docs/ARCHITECTURE.md.
{
  'variables': {
    'openssl_version': '<!(node scripts/openssl/print.mjs --gyp version)',
    # `node-gyp configure -- -Djose_core_tests=1` adds the tests' target.
    'jose_core_tests%': 0,
    # Extra flags for every file and for linking: sanitizers, coverage.
    'jose_sanitize%': '',
  },

  'target_defaults': {
    'include_dirs': ['native/src'],
    # Node's own headers come with a folder openssl/ of another version, which would shadow the one that is linked. So
    # Node's folders leave the list, and the addon's target names the one it needs behind all others (-idirafter).
    'include_dirs!': [
      '<(node_root_dir)/include/node',
      '<(node_root_dir)/src',
      '<(node_root_dir)/deps/openssl/config',
      '<(node_root_dir)/deps/openssl/openssl/include',
      '<(node_root_dir)/deps/uv/include',
      '<(node_root_dir)/deps/zlib',
      '<(node_root_dir)/deps/v8/include',
    ],
    'defines': ['JOSE_OPENSSL_EXPECTED_VERSION="<(openssl_version)"'],
    # Left over from building Node itself; the linked OpenSSL's configuration.h says what holds for it.
    'defines!': ['OPENSSL_NO_PINSHARED', 'OPENSSL_THREADS'],
    'cflags!': ['-fno-omit-frame-pointer', '-Wno-unused-parameter'],
    'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-std=gnu++17', '-std=gnu++20'],
    'cflags': [
      '-O3',
      '-fPIC',
      '-fvisibility=hidden',
      '-ffunction-sections',
      '-fdata-sections',
      '-fstack-protector-strong',
      '-Wall',
      '-Wextra',
      '-Wpedantic',
      '-Wshadow',
      '-Wconversion',
      '-Werror',
      '<!@(node scripts/openssl/print.mjs --gyp system_include_flags)',
    ],
    'cflags_cc': ['-std=c++20', '-fvisibility-inlines-hidden'],
    'xcode_settings': {
      'CLANG_CXX_LANGUAGE_STANDARD': 'c++20',
      'CLANG_CXX_LIBRARY': 'libc++',
      'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
      'GCC_ENABLE_CPP_RTTI': 'YES',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
      'GCC_OPTIMIZATION_LEVEL': '3',
      'MACOSX_DEPLOYMENT_TARGET': '11.0',
      'WARNING_CFLAGS': ['-Wall', '-Wextra', '-Wshadow'],
    },
    'msvs_settings': {
      'VCCLCompilerTool': {
        'ExceptionHandling': 1,
        'AdditionalOptions': ['/std:c++20', '/utf-8', '/permissive-'],
      },
    },
    'conditions': [
      ['jose_sanitize!=""', {
        'cflags': ['-fsanitize=<(jose_sanitize)', '-fno-omit-frame-pointer', '-g'],
        'ldflags': ['-fsanitize=<(jose_sanitize)'],
      }],
      ['OS=="mac"', {
        'xcode_settings': {
          'OTHER_CFLAGS': ['<!@(node scripts/openssl/print.mjs --gyp system_include_flags)'],
        },
      }],
      ['OS=="win"', {
        'defines': ['_HAS_EXCEPTIONS=1', 'NOMINMAX'],
        'include_dirs': ['<!@(node scripts/openssl/print.mjs --gyp include_dirs)'],
      }],
    ],
  },

  'targets': [
    {
      'target_name': 'jose_openssl_core',
      'type': 'static_library',
      'win_delay_load_hook': 'false',
      'sources': ['<!@(node scripts/addon/sources.mjs native/src/core)'],
    },
    {
      'target_name': 'jose_openssl',
      'dependencies': ['jose_openssl_core'],
      'sources': ['<!@(node scripts/addon/sources.mjs native/src/addon.cc native/src/binding)'],
      'libraries': ['<!@(node scripts/openssl/print.mjs --gyp libraries)'],
      'defines': [
        'NAPI_VERSION=8',
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
    },
  ],

  'conditions': [
    ['jose_core_tests==1', {
      'targets': [
        {
          'target_name': 'jose_openssl_core_tests',
          'type': 'executable',
          'win_delay_load_hook': 'false',
          'dependencies': ['jose_openssl_core'],
          'sources': ['<!@(node scripts/addon/sources.mjs native/test)'],
          'include_dirs': ['native/test'],
          'libraries': ['<!@(node scripts/openssl/print.mjs --gyp libraries)'],
        },
      ],
    }],
  ],
}
