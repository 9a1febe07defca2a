import { expect, test } from 'vitest';
import { obligations } from '../../src/engine/facts/resources/obligations.js';
import { visitPackages } from '../harness.js';

test('a failed call holds nothing, though the type of its error was declared by a package that is not at hand', async () => {
  const text = `package a

import (
	"os"

	"example.org/absent"
)

func first(path string) (int, error) {
	n, err := absent.Parse(path)
	if err != nil {
		return 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return n, nil
}

func both(path string) (int, error) {
	n, err := absent.Parse(path)
	f, err := os.Open(path)
	if err == nil {
		f.Close()
	}
	return n, err
}
`;
  const found: (readonly [leaks: number, fates: readonly string[]])[] = [];
  await visitPackages(new Map([['/a.go', text]]), (store) => {
    for (const body of store.pkg.bodies)
      for (const { leaks, fates } of store.get(obligations).of(body)) found.push([leaks.length, [...fates]]);
  });
  expect(found).toEqual([
    [0, ['released']],
    [0, ['released']],
  ]);
});
