import { describe, expect, test } from 'vitest';
import { lineHashes } from '../../src/engine/report/line-hash.js';
import { Source } from '../../src/engine/text/source.js';

function hashesOf(text: string): string[] {
  return lineHashes(Source.fromText('/a.go', text));
}

/** What GitHub's action computes for these texts, from the tests of github/codeql-action. */
const ofGitHub: readonly (readonly [name: string, text: string, hashes: readonly string[]])[] = [
  ['an empty file', '', ['c129715d7a2bc9a3:1']],
  [
    'no final line end',
    ' a\nb\n  \t\tc\n d',
    ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1'],
  ],
  [
    'empty lines',
    ' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n',
    [
      'e9496ae3ebfced30:1',
      'fb7c023a8b9ccb3f:1',
      'ce8ba1a563dcdaca:1',
      'e20e36e16fcb0cc8:1',
      'b3edc88f2938467e:1',
      'c8e28b0b4002a3a0:1',
      'c129715d7a2bc9a3:1',
    ],
  ],
];

test.each(ofGitHub)('%s hashes as on GitHub', (_, text, hashes) => {
  expect(hashesOf(text)).toEqual(hashes);
});

test('CR, CRLF and LF hash alike', () => {
  const text = ' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n';
  expect(hashesOf(text.replaceAll('\n', '\r\n'))).toEqual(hashesOf(text));
  expect(hashesOf(text.replaceAll('\n', '\r'))).toEqual(hashesOf(text));
});

test('equal lines are numbered', () => {
  expect(hashesOf('Lorem ipsum dolor sit amet.\n'.repeat(10))).toEqual([
    'a7f2ff13bc495cf2:1',
    'a7f2ff13bc495cf2:2',
    'a7f2ff13bc495cf2:3',
    'a7f2ff13bc495cf2:4',
    'a7f2ff13bc495cf2:5',
    'a7f2ff13bc495cf2:6',
    'a7f2ff1481e87703:1',
    'a9cf91f7bbf1862b:1',
    '55ec222b86bcae53:1',
    'cc97dc7b1d7d8f7b:1',
    'c129715d7a2bc9a3:1',
  ]);
});

test('a space between CR and LF makes two lines of them', () => {
  expect(hashesOf('a\r \nb')).toHaveLength(3);
  expect(hashesOf('a\r\nb')).toHaveLength(2);
});

describe('against the definition in whole numbers', () => {
  /** Σ unit · 37^(99 − i) over the hundred units from a line's start, modulo 2⁶⁴, without a window to roll. */
  function byDefinition(text: string): string[] {
    const units = [...text].flatMap((char) => char.split('').map((unit) => unit.charCodeAt(0)));
    const kept: number[] = [];
    let afterReturn = false;
    for (const unit of units) {
      if (unit !== 32 && unit !== 9 && !(afterReturn && unit === 10)) kept.push(unit === 13 ? 10 : unit);
      afterReturn = unit === 13;
    }
    kept.push(0xffff);
    const starts = kept.flatMap((_, i) => (i === 0 || kept[i - 1] === 10 ? [i] : []));
    const seen = new Map<string, number>();
    return starts.map((start) => {
      let hash = 0n;
      for (let i = 0; i < 100; i++) hash = BigInt.asUintN(64, hash * 37n + BigInt(kept[start + i] ?? 0));
      const hex = hash.toString(16);
      seen.set(hex, (seen.get(hex) ?? 0) + 1);
      return `${hex}:${seen.get(hex)}`;
    });
  }

  const alphabet = ['a', 'é', '漢', '🎉', ' ', '\t', '\n', '\r', '\r\n', '\r \n', '\ufffd', '}', 'x'.repeat(120)];

  test.each(Array.from({ length: 40 }, (_, i) => i))('random text %i', (seed) => {
    let state = seed + 1;
    const random = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
    const text = Array.from({ length: 300 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
    expect(hashesOf(text)).toEqual(byDefinition(text));
  });

  test('a byte order mark counts on line 1 only', () => {
    const text = 'package a\n\nvar b int\n';
    expect(hashesOf(`\ufeff${text}`)).toEqual(byDefinition(`\ufeff${text}`));
    expect(hashesOf(`\ufeff${text}`).slice(1)).toEqual(hashesOf(text).slice(1));
    expect(hashesOf(`\ufeff${text}`)[0]).not.toEqual(hashesOf(text)[0]);
  });
});
