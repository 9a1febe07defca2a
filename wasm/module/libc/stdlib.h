#pragma once
#include <stddef.h>

// For what tree-sitter says of allocators that may be replaced; its calls go to ../memory.c.
void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
void free(void *);
_Noreturn void abort(void);
