//! Writes the C source of a parser: `generate DIR` reads DIR/grammar.js and writes DIR/src/parser.c.
//! (The crate of tree-sitter's command line would do the same, and download and compile four hundred others.)

use std::process::ExitCode;
use tree_sitter_generate::{generate_parser_in_directory, OptLevel};

/// The newest layout of a language that tree-sitter 0.27 reads.
const ABI: usize = 15;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: generate DIR");
        return ExitCode::from(2);
    };
    let mut warnings = Vec::new();
    let generated = generate_parser_in_directory(
        folder.as_str(),
        None::<&str>, // src/ in the folder
        None::<&str>, // grammar.js in the folder
        ABI,
        None,
        Some("node"),
        true,
        OptLevel::default(),
        &mut warnings,
    );
    for warning in &warnings {
        eprintln!("{warning}");
    }
    if let Err(error) = generated {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    // A conflict that is declared and never happens hides the next one that does.
    if warnings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
