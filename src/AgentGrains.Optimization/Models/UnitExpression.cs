using System.Globalization;

namespace AgentGrains.Optimization.Models;

/// <summary>A unit as powers of symbols, such as EUR/kg or m^2. Symbols are compared, not converted: g and kg are different units.</summary>
internal sealed class UnitExpression : IEquatable<UnitExpression>
{
    private readonly SortedDictionary<string, int> _powers = new(StringComparer.Ordinal);

    /// <summary>Reads a unit; none and "1" are dimensionless.</summary>
    /// <exception cref="ModelFormatException">It is not symbols with powers between * and /.</exception>
    public static UnitExpression Parse(string? text)
    {
        var unit = new UnitExpression();
        if (text is null)
            return unit;
        var sign = 1;
        foreach (var part in text.Replace("*", " * ", StringComparison.Ordinal).Replace("/", " / ", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (part)
            {
                case "*" or "1": break;
                case "/": sign = -1; break;
                default:
                    unit.Multiply(part, sign, text);
                    sign = 1;
                    break;
            }
        }

        return unit;
    }

    public static UnitExpression operator *(UnitExpression left, UnitExpression right)
    {
        var product = new UnitExpression();
        foreach (var (symbol, power) in left._powers.Concat(right._powers))
            product.Add(symbol, power);
        return product;
    }

    public bool Equals(UnitExpression? other) => other is not null && _powers.SequenceEqual(other._powers);

    public override bool Equals(object? obj) => Equals(obj as UnitExpression);

    public override int GetHashCode() => _powers.Aggregate(0, static (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    public override string ToString() => _powers.Count == 0 ? "1" : string.Join('*', _powers.Select(pair => pair.Value == 1 ? pair.Key : $"{pair.Key}^{pair.Value}"));

    private void Multiply(string part, int sign, string text)
    {
        var caret = part.IndexOf('^', StringComparison.Ordinal);
        var power = 1;
        if (caret == 0 || (caret > 0 && !int.TryParse(part.AsSpan(caret + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power)) || Math.Abs(power) > 9)
            throw new ModelFormatException($"'{text}' is no unit; one looks like EUR/kg or m^2.");
        Add(caret < 0 ? part : part[..caret], sign * power);
    }

    private void Add(string symbol, int power)
    {
        var sum = _powers.GetValueOrDefault(symbol) + power;
        if (sum == 0)
            _powers.Remove(symbol);
        else
            _powers[symbol] = sum;
    }
}
