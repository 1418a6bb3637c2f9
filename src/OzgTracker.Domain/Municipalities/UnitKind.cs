namespace OzgTracker.Domain.Municipalities;

/// <summary>What kind of body a unit is.</summary>
public enum UnitKind
{
    /// <summary>A Gemeinde; a kreisfreie Stadt and a Stadtkreis are one, too.</summary>
    Gemeinde,

    /// <summary>A real Gemeindeverband: Amt, Samtgemeinde, Verbandsgemeinde, Verwaltungsgemeinschaft and the like.</summary>
    Verband,

    /// <summary>A Kreis or Landkreis; a kreisfreie Stadt is a <see cref="Gemeinde"/>, never registered a second time as Kreis.</summary>
    Kreis,

    /// <summary>A gemeindefreies Gebiet: kept so that areas and inhabitants add up, never a Kommune, never reports.</summary>
    Gemeindefrei,
}

/// <summary>The official designation of a unit (<i>Textkennzeichen</i> of Destatis).</summary>
public enum UnitDesignation
{
    /// <summary>41 and 61, Kreisfreie Stadt.</summary>
    KreisfreieStadt,

    /// <summary>42 and 62, Stadtkreis (Baden-Württemberg).</summary>
    Stadtkreis,

    /// <summary>43, Kreis.</summary>
    Kreis,

    /// <summary>44, Landkreis.</summary>
    Landkreis,

    /// <summary>45, Regionalverband (Saarbrücken).</summary>
    Regionalverband,

    /// <summary>51, Amt.</summary>
    Amt,

    /// <summary>52, Samtgemeinde.</summary>
    Samtgemeinde,

    /// <summary>53, Verbandsgemeinde.</summary>
    Verbandsgemeinde,

    /// <summary>54 and 57, Verwaltungsgemeinschaft, with or without a carrier Gemeinde.</summary>
    Verwaltungsgemeinschaft,

    /// <summary>55, Kirchspielslandgemeinde.</summary>
    Kirchspielslandgemeinde,

    /// <summary>56, Verwaltungsverband.</summary>
    Verwaltungsverband,

    /// <summary>58, erfüllende Gemeinde.</summary>
    ErfuellendeGemeinde,

    /// <summary>60, Markt.</summary>
    Markt,

    /// <summary>63, Stadt.</summary>
    Stadt,

    /// <summary>64, kreisangehörige Gemeinde.</summary>
    Gemeinde,

    /// <summary>65, gemeindefreies Gebiet with inhabitants.</summary>
    GemeindefreiBewohnt,

    /// <summary>66, gemeindefreies Gebiet without inhabitants.</summary>
    GemeindefreiUnbewohnt,

    /// <summary>67, große Kreisstadt.</summary>
    GrosseKreisstadt,
}
