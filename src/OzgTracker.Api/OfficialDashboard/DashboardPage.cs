using System.Text.Json.Serialization;

namespace OzgTracker.Api.OfficialDashboard;

/// <summary>A page in the official shape.</summary>
/// <param name="Content">The rows.</param>
/// <param name="TotalElements">Rows of all pages.</param>
/// <param name="TotalPages">Pages.</param>
/// <param name="Number">Number of this page, from 0.</param>
/// <param name="Size">Rows of a page.</param>
/// <param name="NumberOfElements">Rows of this page.</param>
/// <param name="First">Whether it is the first.</param>
/// <param name="Last">Whether it is the last.</param>
/// <param name="Empty">Whether it has no row.</param>
public sealed record DashboardPage(
    IReadOnlyList<DashboardRow> Content, long TotalElements, long TotalPages, int Number, int Size, int NumberOfElements, bool First, bool Last, bool Empty)
{
    internal static DashboardPage Of(IReadOnlyList<DashboardRow> rows, long total, int number, int size)
    {
        var pages = (total + size - 1) / size;
        return new(rows, total, pages, number, size, rows.Count, number == 0, number >= pages - 1, rows.Count == 0);
    }
}

/// <summary>A LeiKa service that a unit offers under an address, in the official shape.</summary>
/// <param name="LeikaKey">LeiKa key, 14 digits.</param>
/// <param name="LeikaName">Its name.</param>
/// <param name="Ars">Regionalschlüssel of the unit, 12 digits.</param>
/// <param name="ArsName">Its name.</param>
/// <param name="ArsFederalState">Number of its Land.</param>
/// <param name="Bundesland">Name of its Land.</param>
/// <param name="LeikaBezeichnung">Name of the LeiKa service once more.</param>
/// <param name="OzgId">The OZG service, as a number.</param>
/// <param name="OzgBezeichnung">Its name.</param>
/// <param name="Url">Where it is.</param>
/// <param name="OnlineStatus">`ok`, or `nicht ok` when the address was refuted.</param>
/// <param name="Aktiv">`ja` when it counts as online: a level of at least 2 and an address that was not refuted; else `nein`.</param>
/// <param name="ArtFlaechendeckung">How far the OZG service is available, in one of the five official words.</param>
public sealed record DashboardRow(
    [property: JsonPropertyName("leika_key")] string LeikaKey,
    [property: JsonPropertyName("leika_name")] string LeikaName,
    [property: JsonPropertyName("ars")] string Ars,
    [property: JsonPropertyName("ars_name")] string ArsName,
    [property: JsonPropertyName("ars_federal_state")] string ArsFederalState,
    [property: JsonPropertyName("bundesland")] string Bundesland,
    [property: JsonPropertyName("leika_bezeichnung")] string LeikaBezeichnung,
    [property: JsonPropertyName("ozgid")] int OzgId,
    [property: JsonPropertyName("ozg_bezeichnung")] string OzgBezeichnung,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("online_status")] string OnlineStatus,
    [property: JsonPropertyName("aktiv")] string Aktiv,
    [property: JsonPropertyName("art_flaechendeckung")] string ArtFlaechendeckung);

/// <summary>An area in the official shape.</summary>
/// <param name="Ars">Regionalschlüssel, 12 digits.</param>
/// <param name="ArsName">Its name.</param>
/// <param name="ArsFederalState">Number of its Land.</param>
/// <param name="Bundesland">Name of its Land.</param>
public sealed record DashboardArea(
    [property: JsonPropertyName("ars")] string Ars,
    [property: JsonPropertyName("ars_name")] string ArsName,
    [property: JsonPropertyName("ars_federal_state")] string ArsFederalState,
    [property: JsonPropertyName("bundesland")] string Bundesland);
