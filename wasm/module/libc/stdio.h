#pragma once
#include <stddef.h>

// Nothing is ever printed: tree-sitter's logging is compiled without what it says.
typedef struct FILE FILE;
#define stderr ((FILE *)0)
#define fprintf(...) (0)
#define fputs(...) (0)
#define fputc(...) (0)
#define fclose(...) (0)
#define fdopen(...) ((FILE *)0)
#define snprintf(...) (0)
#define vsnprintf(...) (0)
