# The core (no Node in it), the binding and the addon; on request also what the tests run: the core's tests as a plain
# executable, and an addon that aborts where the shipped one tidies up.
# Which OpenSSL is linked, and why statically: scripts/openssl/resolve.mjs and docs/ARCHITECTURE.md.
{
  'variables': {
    'openssl_version': '<!(node scripts/openssl/print.mjs --gyp version)',
    # `node-gyp configure -- -Djose_tests=1` adds the tests' targets.
    'jose_tests%': 0,
    # Extra flags for every file and for linking: sanitizers, coverage.
    'jose_sanitize%': '',
    # Against overflows, and against jumps to where no function begins. Level 3 means 2 where the compiler knows no more.
    'hardening_linux': ['-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=3', '-fstack-clash-protection'],
    'hardening_linux_x64': ['-fcf-protection'],
    'hardening_linux_arm64': ['-mbranch-protection=standard'],
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
    'defines': [
      'JOSE_OPENSSL_EXPECTED_VERSION="<(openssl_version)"',
      # Ends the process where an index is out of range.
      '_GLIBCXX_ASSERTIONS',
    ],
    # Left over from building Node itself; the linked OpenSSL's configuration.h says what holds for it.
    'defines!': ['OPENSSL_NO_PINSHARED', 'OPENSSL_THREADS'],
    'cflags!': ['-O3', '-fno-omit-frame-pointer', '-Wno-unused-parameter'],
    'cflags_cc!': ['-fno-exceptions', '-fno-rtti', '-std=gnu++17', '-std=gnu++20'],
    'cflags': [
      '-O2',
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
      '<!@(node scripts/openssl/print.mjs --gyp system_include_flags)',
    ],
    'cflags_cc': ['-std=c++20', '-fvisibility-inlines-hidden'],
    'xcode_settings': {
      'CLANG_CXX_LANGUAGE_STANDARD': 'c++20',
      'CLANG_CXX_LIBRARY': 'libc++',
      'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
      'GCC_ENABLE_CPP_RTTI': 'YES',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
      'GCC_OPTIMIZATION_LEVEL': '2',
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
      ['OS=="linux"', {
        # Level 3 warns where nothing is optimised.
        'configurations': {'Release': {'cflags': ['<@(hardening_linux)']}},
      }],
      ['OS=="linux" and target_arch=="x64"', {
        'cflags': ['<@(hardening_linux_x64)'],
      }],
      ['OS=="linux" and target_arch=="arm64"', {
        'cflags': ['<@(hardening_linux_arm64)'],
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
      'sources': ['<!@(node scripts/addon/sources.mjs --joined core native/src/core)'],
    },
    {
      'target_name': 'jose_openssl_binding',
      'type': 'static_library',
      'win_delay_load_hook': 'false',
      'includes': ['native/binding.gypi'],
      'sources': ['<!@(node scripts/addon/sources.mjs --joined binding native/src/addon.cc native/src/binding)'],
    },
    {
      'target_name': 'jose_openssl',
      'includes': ['native/addon.gypi'],
    },
  ],

  'conditions': [
    ['jose_tests==1', {
      'targets': [
        {
          'target_name': 'jose_openssl_checked',
          'includes': ['native/addon.gypi'],
          'defines': ['JOSE_OPENSSL_CHECKED'],
          'sources': ['native/test/checked/failing_allocations.cc'],
        },
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
