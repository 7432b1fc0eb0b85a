import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { layerRules } from './scripts/check/layers.mjs';

export default tseslint.config(
  {
    ignores: [
      'build/',
      'coverage/',
      'dist/',
      'docs/api/',
      'node_modules/',
      'prebuilds/',
      '.openssl/',
      '.runtimes/',
      'test/packaging/consumer/',
    ],
  },
  eslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Records and aliases both read well where they are used here.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // Verbs and native functions are values that are passed around; none of them has a `this`.
      '@typescript-eslint/unbound-method': 'off',
      // `async` without `await` turns what is thrown into a rejection.
      '@typescript-eslint/require-await': 'off',
      // `!` is what no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Where every nanosecond was measured, an index is what it costs least.
      '@typescript-eslint/prefer-for-of': 'off',
      // Numbers are what most messages are about: "expected 32 bytes, found 16".
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    // Messages have one style: a fragment, which can stand after the class's name as well as within another message.
    files: ['lib/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['', ' > BinaryExpression'].flatMap((inside) => {
          const argument = `:matches(NewExpression, CallExpression)[callee.name=/^typeError$|Error$/]${inside}`;
          const [start, end] = inside === '' ? ['', ''] : ['.left', '.right'];
          return [
            `${argument} > Literal${start}[value=/^[A-Z][a-z]* /]`,
            `${argument} > Literal${end}[value=/\\.$/]`,
            `${argument} > TemplateLiteral${start} > TemplateElement:first-child[value.raw=/^[A-Z][a-z]* /]`,
            `${argument} > TemplateLiteral${end} > TemplateElement[tail=true][value.raw=/\\.$/]`,
          ].map((selector) => ({ selector, message: 'Messages begin in lower case and end without a period.' }));
        }),
        {
          selector: 'NewExpression[callee.name="TypeError"]',
          message: 'Use typeError of errors/base: the stacks of its errors begin at the line of the caller.',
        },
      ],
    },
  },
  ...layerRules,
  {
    // A file answers one question: past 300 lines it is usually two.
    files: ['lib/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 300 }] },
  },
  {
    // The public class: half of it is the docstrings of its members, which belong in one place.
    files: ['lib/jwk/key.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // Tests index into what they have just made.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Classes without members stand in for what a caller may pass by mistake.
      '@typescript-eslint/no-extraneous-class': 'off',
      // What `expect.any()` and its like return has the type any.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // `readVector<T>()` names what a file is known to hold.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly', __filename: 'readonly' },
    },
  },
);
