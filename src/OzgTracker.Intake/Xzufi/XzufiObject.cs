using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;

namespace OzgTracker.Intake;

/// <summary>The kinds of objects that say together who offers what online.</summary>
public enum XzufiKind
{
    /// <summary>A service description (<i>Leistung</i>).</summary>
    Leistung,

    /// <summary>An online service (<i>Onlinedienst</i>).</summary>
    Onlinedienst,

    /// <summary>That an online service is the one for a service in an area (<i>Zuständigkeit</i>).</summary>
    Zustaendigkeit,
}

/// <summary>One thing that a message says, in its order.</summary>
/// <param name="Line">Where it begins in the file.</param>
/// <param name="Kind">What it speaks of.</param>
/// <param name="Id">Its identity.</param>
public abstract record XzufiObject(int Line, XzufiKind Kind, XzufiId Id);

/// <summary>Writes a <i>Leistung</i>.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Id">Its identity.</param>
/// <param name="LeikaIds">Its national LeiKa keys; empty where it has only keys of a Land.</param>
public sealed record XzufiLeistung(int Line, XzufiId Id, IReadOnlyList<LeikaId> LeikaIds) : XzufiObject(Line, XzufiKind.Leistung, Id);

/// <summary>Writes an <i>Onlinedienst</i>.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Name">Its <i>Bezeichnung</i>, German where there are several.</param>
/// <param name="Urls">Its addresses, each once.</param>
/// <param name="AssuranceLevel">Its <i>Vertrauensniveau</i>; null where it asks for none or does not tell.</param>
public sealed record XzufiOnlinedienst(int Line, XzufiId Id, string? Name, IReadOnlyList<string> Urls, AssuranceLevel? AssuranceLevel)
    : XzufiObject(Line, XzufiKind.Onlinedienst, Id);

/// <summary>Writes a <i>Zuständigkeit</i> of an <i>Onlinedienst</i>.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Parent">The <i>übergeordnetes Objekt</i>; whether it is an <i>Onlinedienst</i> shows only when that is known.</param>
/// <param name="Services">The <i>Leistungen</i>.</param>
/// <param name="Areas">The areas (<i>Gebiete</i>).</param>
/// <param name="Role">Code of its <i>Rolle</i>.</param>
public sealed record XzufiZustaendigkeit(int Line, XzufiId Id, XzufiId Parent, IReadOnlyList<XzufiId> Services, IReadOnlyList<AreaKey> Areas, string? Role)
    : XzufiObject(Line, XzufiKind.Zustaendigkeit, Id);

/// <summary>Deletes an object (<i>lösche</i>), which may never have been known.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its identity.</param>
public sealed record XzufiDeletion(int Line, XzufiKind Kind, XzufiId Id) : XzufiObject(Line, Kind, Id);
