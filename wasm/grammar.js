// The Go grammar that go-oom-lint parses with: Go through version 1.27, whole files, over tree-sitter-go's grammar.
// A rule stands here because the inherited one rejects Go, reads it differently from go/parser, or makes the parser
// fork more than Go needs. README.md has the summary; test/grammar.test.ts holds every claim to go/parser.
//
// tree-sitter generates an LR(1) parser. Where one token of lookahead cannot decide, it takes one of three ways, which
// the comments below call by these names:
//   static   the higher precedence wins while the tables are made; the other reading does not exist any more;
//   fork     (`conflicts`) both readings run side by side until one dies: exact, but paid for at every occurrence;
//   both     when both forks live to the end, `prefer` and `avoid` (dynamic precedence) say which tree is kept.

import go from 'tree-sitter-go/grammar.js';

/** Static precedences, on the scale of tree-sitter-go's grammar, where a binary operator has 1 to 5. */
const PREC = {
  /** The operands of `new` and `make`, over the same text as an expression. */
  builtin: 9,
  /** Selectors, indexes, calls: Go spec, "Primary expressions". */
  primary: 7,
  /** A composite literal, under everything: `if x {` is a condition and a block (Go spec, "Composite literals"). */
  composite: -1,
};

const prefer = (rule) => prec.dynamic(1, rule);
const avoid = (rule) => prec.dynamic(-1, rule);

const commaSep1 = (rule) => seq(rule, repeat(seq(',', rule)));

// A comment that spans lines acts like a newline (Go spec, "Comments"). Written out in a rule, not named: so it comes
// before tree-sitter-go's `comment` in the lexer, which takes the first of two tokens of equal length.
const commentWithNewline = token(/\/\*([^*\n]|\*+[^*\/\n])*\**\n([^*]|\*+[^*\/])*\*+\//);

/** A semicolon, written or inserted at the end of a line (Go spec, "Semicolons"). tree-sitter-go also takes NUL. */
const semicolon = ($) => choice(';', /\n/, alias(commentWithNewline, $.comment));

/** Rules with semicolons between them and, if there is any rule, perhaps one behind the last. */
const lines = ($, rule) => optional(seq(rule, repeat(seq(semicolon($), rule)), optional(semicolon($))));

/** A declaration's specs: one without parentheses or any number within. */
const specs = ($, spec) => choice(spec, seq('(', lines($, spec), ')'));

/** `init;` before a condition. Go inserts the semicolon at a line end, but only behind a statement. */
const initializer = ($) => choice(';', seq(field('initializer', $._simple_statement), semicolon($)));

/**
 * What `.` may follow. The identifier is here as it is in `qualified_type`: not yet reduced to an expression, so that
 * `a.b` is read to its end before it must be a selector or a type, and no fork starts at `a`.
 */
const operand = ($) => choice($.identifier, $._expression);

const label = ($) => seq(field('label', alias($.identifier, $.label_name)), ':');

/** `pkg.Name` as a type; the rules that differ only in precedence share it. */
const qualifiedType = ($) => seq(field('package', $._package_identifier), '.', field('name', $._type_identifier));

export default grammar(go, {
  name: 'go',

  // Go's white space is these four characters; tree-sitter-go's \s also takes form feeds and Unicode spaces, which
  // the compiler rejects (Go spec, "Tokens").
  extras: ($) => [$.comment, /[ \t\r\n]/],

  inline: ($, inherited) => inherited.concat([$._literal_type]),

  // Nothing here asks for supertypes, and each costs a reduction for every expression, type and statement.
  supertypes: () => [],

  conflicts: ($) => [
    // Between brackets and parentheses only what follows tells a type from an expression.
    [$._simple_type, $._expression], //                     struct { T[a] }   or   struct { f [a]int }
    [$.qualified_type, $.selector_expression], //           func(T[a.b])      or   func(p [a.b]int)
    [$.generic_type, $._expression], //                     T[a]{}            or   x[a]
    [$._simple_type, $._literal_parenthesized_type], //     f[([]a), b]       or   f[([]a)]
    [$._simple_type, $._literal_pointer_type], //           f[(*[]a), b]      or   f[(*[]a)]
    // Names and unnamed types look alike up to the end of the list (Go spec, "Function types").
    [$.parameter_declaration, $._simple_type], //           func(a, b int)    or   func(a, b)
    // A type parameter looks like an array length (Go spec, "Type parameter declarations").
    [$.type_parameter_declaration, $._expression], //       type A[P *C] T    or   type A [N * M]T
    [$.type_parameter_declaration, $.generic_type, $._expression], // type A[P [n]T] or type A [P[n]]T
  ],

  rules: {
    // ---- Files and declarations

    // Files only: tree-sitter-go also takes statements at the top, for snippets. A stray `x` outside a function is an
    // error here, as it is in Go.
    source_file: ($) => {
      const declaration = choice($._declaration, $._top_level_declaration);
      return seq(repeat(seq(declaration, semicolon($))), optional(declaration));
    },

    import_spec_list: ($) => seq('(', lines($, $.import_spec), ')'),

    // `const ( F = 1 )`: no semicolon is needed before a closing parenthesis (Go spec, "Semicolons").
    const_declaration: ($) => seq('const', specs($, $.const_spec)),
    var_spec_list: ($) => seq('(', lines($, $.var_spec), ')'),
    type_declaration: ($) => seq('type', specs($, choice($.type_spec, $.type_alias))),

    // `type A [N * M]T` and `type A [N (M)]T` could also be type parameters. Go takes them for arrays, except where
    // they cannot be expressions (Go spec, "Type parameter declarations").
    type_spec: ($) => seq(
      field('name', $._type_identifier),
      field('type_parameters', optional(avoid($.type_parameter_list))),
      field('type', $._type),
    ),

    // Methods with type parameters: Go 1.27.
    method_declaration: ($) => prec.right(1, seq(
      'func',
      field('receiver', $.parameter_list),
      field('name', $._field_identifier),
      field('type_parameters', optional($.type_parameter_list)),
      field('parameters', $.parameter_list),
      field('result', optional(choice($.parameter_list, $._simple_type))),
      field('body', optional($.block)),
    )),

    // In `func(a, b int)` a is a name, not a type of its own.
    parameter_declaration: ($) => choice(
      seq(commaSep1(field('name', $.identifier)), field('type', $._type)),
      avoid(field('type', $._type)),
    ),

    // ---- Statements

    // A statement with its semicolon, an empty statement that is one, or the last statement, which needs none. Empty
    // ones may stand anywhere and in any number: `{ ; a();; L: ; b() }` (Go spec, "Empty statements").
    statement_list: ($) => {
      const ended = choice(
        seq($._statement, semicolon($)),
        $.empty_statement,
        alias($._labeled_semicolon, $.labeled_statement),
      );
      const last = choice($._statement, alias($.empty_labeled_statement, $.labeled_statement));
      return choice(repeat1(ended), seq(repeat(ended), last));
    },

    _statement: ($) => choice(
      $._declaration,
      $._simple_statement,
      $.return_statement,
      $.go_statement,
      $.defer_statement,
      $.if_statement,
      $.for_statement,
      $.expression_switch_statement,
      $.type_switch_statement,
      $.select_statement,
      $.labeled_statement,
      $.fallthrough_statement,
      $.break_statement,
      $.continue_statement,
      $.goto_statement,
      $.block,
    ),

    // `L1: L2: ;` and `L1: L2: }`. A line end behind the colon is white space, since Go inserts no semicolon there;
    // therefore neither can be a label before `semicolon`.
    _labeled_semicolon: ($) => seq(
      label($),
      choice($.empty_statement, alias($._labeled_semicolon, $.labeled_statement)),
    ),
    empty_labeled_statement: ($) => seq(
      label($),
      optional(alias($.empty_labeled_statement, $.labeled_statement)),
    ),

    // `if ; x {}`: the statement before the semicolon may be empty; in the two switches too.
    if_statement: ($) => seq(
      'if',
      optional(initializer($)),
      field('condition', $._expression),
      field('consequence', $.block),
      optional(seq('else', field('alternative', choice($.block, $.if_statement)))),
    ),

    for_clause: ($) => seq(
      initializer($),
      choice(';', seq(field('condition', $._expression), semicolon($))),
      field('update', optional($._simple_statement)),
    ),

    expression_switch_statement: ($) => seq(
      'switch',
      optional(initializer($)),
      field('value', optional($._expression)),
      '{',
      repeat(choice($.expression_case, $.default_case)),
      '}',
    ),

    _type_switch_header: ($) => seq(
      optional(initializer($)),
      optional(seq(field('alias', $.expression_list), ':=')),
      field('value', operand($)),
      '.', '(', 'type', ')',
    ),

    // ---- Types

    // This rule, type_arguments and index_expression are as inherited but for their dynamic precedences, which would be
    // added to those of `prefer` and `avoid`.
    _simple_type: ($) => choice(
      $._type_identifier,
      $.generic_type,
      $.qualified_type,
      $.pointer_type,
      $.struct_type,
      $.interface_type,
      $.array_type,
      $.slice_type,
      $.map_type,
      $.channel_type,
      $.function_type,
      $.negated_type,
    ),
    type_arguments: ($) => seq('[', commaSep1($.type_elem), optional(','), ']'),

    // As high as a selector: where the two meet they fork instead of the selector winning statically, which made
    // `struct { T[a.b] }` and `func(T[a.b])` errors or arrays. A composite literal needs no fork: before `{` a
    // selector is a condition (`if a.b {`) or not possible at all.
    qualified_type: ($) => prec(PREC.primary, qualifiedType($)),
    _composite_qualified_type: ($) => qualifiedType($),

    generic_type: ($) => seq(
      field('type', choice($._type_identifier, $.qualified_type)),
      field('type_arguments', $.type_arguments),
    ),

    // The arrow belongs to the leftmost chan possible (Go spec, "Channel types"): `chan <- chan T` sends channels.
    // Before `(`, `<-chan T` receives from the converted channel: `<-chan T(c)` is `<-(chan T(c))` ("Conversions").
    channel_type: ($) => choice(
      prec.left(1, seq('chan', field('value', $._type))),
      prec.left(1, seq('chan', '<-', field('value', $._type))),
      prec.left(0, seq('<-', 'chan', field('value', $._type))),
    ),

    // With `T[a]` on one line and `U` on the next, both are embedded: the line end is a semicolon. A reading as one
    // field T of type [a]U would have to skip it.
    field_declaration: ($) => seq(
      choice(
        seq(commaSep1(field('name', $._field_identifier)), field('type', $._type)),
        prefer(seq(
          optional('*'),
          field('type', choice($._type_identifier, $.qualified_type, $.generic_type)),
        )),
      ),
      field('tag', optional($._string_literal)),
    ),
    field_declaration_list: ($) => seq('{', lines($, $.field_declaration), '}'),
    interface_type: ($) => seq('interface', '{', lines($, $._interface_elem), '}'),

    // Types that no expression begins like, so that they may stand beside expressions without a fork. `T(x)`, `T[a]`
    // and `*T` are not among them: they are expressions here, whatever T names.
    _literal_type: ($) => choice(
      $.struct_type,
      $.interface_type,
      $.array_type,
      $.slice_type,
      $.map_type,
      $.channel_type,
      $.function_type,
      alias($._literal_parenthesized_type, $.parenthesized_type),
    ),
    _literal_parenthesized_type: ($) => seq(
      '(',
      choice($._literal_type, alias($._literal_pointer_type, $.pointer_type)),
      ')',
    ),
    _literal_pointer_type: ($) => seq(
      '*',
      choice($._literal_type, alias($._literal_pointer_type, $.pointer_type)),
    ),

    // ---- Expressions

    // `interface{ M() }.M`, `struct{ T }.M`, `(*[]T).M`: method expressions of types without a name.
    selector_expression: ($) => prec(PREC.primary, seq(
      field('operand', choice(
        operand($),
        $.struct_type,
        $.interface_type,
        alias($._literal_parenthesized_type, $.parenthesized_type),
      )),
      '.',
      field('field', $._field_identifier),
    )),

    type_assertion_expression: ($) => prec(PREC.primary, seq(
      field('operand', operand($)),
      '.', '(', field('type', $._type), ')',
    )),

    // Only of types that cannot be mistaken for expressions. tree-sitter-go takes `a[i](x)` and `f[int](x)` for
    // conversions by their looks; here they are calls of an index expression, as in go/ast.
    type_conversion_expression: ($) => seq(
      field('type', $._literal_type),
      '(',
      field('operand', $._expression),
      optional(','),
      ')',
    ),

    index_expression: ($) => prec(PREC.primary, seq(
      field('operand', $._expression),
      '[',
      field('index', $._expression),
      ']',
    )),

    // What has the form of an index expression and cannot be one: several arguments or a type that is no expression.
    type_instantiation_expression: ($) => prec(PREC.primary, seq(
      field('type', $._expression),
      '[',
      choice(
        seq($._type, ',', optional(seq(commaSep1($._type), optional(',')))),
        $._literal_type,
        alias($._literal_pointer_type, $.pointer_type),
      ),
      ']',
    )),

    // In `if a[i] { f() }` and behind the line `x := a[i]`, the braces are a block, although T[i]{ f() } would be a
    // composite literal.
    composite_literal: ($) => prec(PREC.composite, seq(
      field('type', choice(
        $.map_type,
        $.slice_type,
        $.array_type,
        $.implicit_length_array_type,
        $.struct_type,
        $._type_identifier,
        avoid($.generic_type),
        alias($._composite_qualified_type, $.qualified_type),
      )),
      field('body', $.literal_value),
    )),

    call_expression: ($) => prec(PREC.primary, choice(
      seq(
        field('function', alias(choice('new', 'make'), $.identifier)),
        field('arguments', alias($._builtin_argument_list, $.argument_list)),
      ),
      seq(field('function', $._expression), field('arguments', $.argument_list)),
    )),

    // The arguments of new and make begin with a type, or with anything at all: `new(expr)` is Go 1.26, and either name
    // may be declared anew. What could be both is read as a type: `new(x)`, `new(a.b)`, `new(*p)`, `new(a[i])`.
    _builtin_argument_list: ($) => prec(PREC.builtin, seq(
      '(',
      optional(seq(
        choice(
          $._literal_type,
          alias($._literal_pointer_type, $.pointer_type),
          $._type_identifier,
          alias($._builtin_qualified_type, $.qualified_type),
          alias($._builtin_pointer_type, $.pointer_type),
          prefer($.generic_type),
          $._expression,
          $.variadic_argument,
        ),
        repeat(seq(',', choice($._expression, $.variadic_argument))),
        optional(','),
      )),
      ')',
    )),
    _builtin_qualified_type: ($) => prec(PREC.builtin, qualifiedType($)),
    _builtin_pointer_type: ($) => prec(PREC.builtin, seq('*', choice(
      $._type_identifier,
      alias($._builtin_qualified_type, $.qualified_type),
      $.generic_type,
      alias($._builtin_pointer_type, $.pointer_type),
    ))),

    // Go's letters and digits (Go spec, "Letters and digits"). XID_Start and XID_Continue, which tree-sitter-go takes,
    // lack some letters and have combining marks, which the compiler rejects.
    identifier: () => /[_\p{L}][_\p{L}\p{Nd}]*/,
  },
});
