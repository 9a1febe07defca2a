#pragma once
#define isprint(character) (0)
