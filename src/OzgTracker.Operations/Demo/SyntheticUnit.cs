using System.Globalization;
using OzgTracker.Domain.Competences;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Operations.Demo;

/// <summary>What the history of a reporting unit depends on.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Kind">What kind of body it is; a gemeindefreies Gebiet has no history.</param>
/// <param name="Designation">Tells a kreisfreie Stadt from other Gemeinden.</param>
/// <param name="Association">Id of the real Gemeindeverband that it belongs to.</param>
/// <param name="State">Its Land.</param>
/// <param name="Population">Inhabitants.</param>
public sealed record SyntheticUnit(UnitId Id, UnitKind Kind, UnitDesignation Designation, UnitId? Association, StateCode State, int Population)
{
    /// <summary>Where it stands in the order of local bodies; its Kreis is not needed to tell what it executes itself.</summary>
    internal UnitPlace Place { get; } = new(Kind, Designation, Association, null);

    /// <summary>For <see cref="Chance"/>: ids of different lengths never meet, because 05314 and 00005314 are no ids of the same unit.</summary>
    internal ulong Key { get; } = ((ulong)Id.Value.Length << 40) + ulong.Parse(Id.Value, CultureInfo.InvariantCulture);

    /// <summary>0 for Schleswig-Holstein to 15 for Thüringen.</summary>
    internal int StateIndex { get; } = int.Parse(State.Value, CultureInfo.InvariantCulture) - 1;

    /// <summary>Decadic logarithm of the inhabitants: 3 is a large village, 6 a city of a million.</summary>
    internal double Magnitude { get; } = Chance.Log10(Math.Max(Population, 50));
}
