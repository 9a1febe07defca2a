package main

import (
	"go/constant"
	"go/types"
	"math/big"
	"strconv"
	"unicode/utf8"
)

// constantText is a constant's exact value as an expression that has its type or, if it is untyped, its kind.
func constantText(c *types.Const) string {
	value := c.Val()
	basic := c.Type().Underlying().(*types.Basic)
	switch {
	case basic.Kind() == types.UntypedRune:
		return runeText(value)
	case basic.Info()&types.IsInteger != 0:
		return constant.ToInt(value).ExactString()
	case basic.Info()&types.IsFloat != 0:
		return floatText(constant.ToFloat(value))
	case basic.Info()&types.IsComplex != 0:
		return floatText(constant.Real(value)) + " + " + floatText(constant.Imag(value)) + "i"
	default:
		return value.ExactString()
	}
}

// runeText keeps an untyped rune constant a rune constant, also where no literal has its value.
func runeText(value constant.Value) string {
	n, exact := constant.Int64Val(constant.ToInt(value))
	if exact && int64(rune(n)) == n && utf8.ValidRune(rune(n)) {
		return strconv.QuoteRuneToASCII(rune(n))
	}
	return `'\x00' + ` + value.ExactString()
}

// longestDecimal is the number of characters above which a float is written in another way.
const longestDecimal = 80

// floatText is a decimal literal where that is exact and short, else a hexadecimal literal or a fraction.
func floatText(value constant.Value) string {
	numerator, _ := new(big.Int).SetString(constant.Num(value).ExactString(), 10)
	denominator, _ := new(big.Int).SetString(constant.Denom(value).ExactString(), 10)
	ratio := new(big.Rat).SetFrac(numerator, denominator)
	if digits, exact := ratio.FloatPrec(); exact {
		if text := ratio.FloatString(max(digits, 1)); len(text) <= longestDecimal {
			return text
		}
	}
	if twos := denominator.TrailingZeroBits(); denominator.BitLen() == int(twos)+1 {
		precision := uint(max(numerator.BitLen(), 1))
		return new(big.Float).SetPrec(precision).SetRat(ratio).Text('x', -1)
	}
	return numerator.String() + ".0 / " + denominator.String() + ".0"
}
