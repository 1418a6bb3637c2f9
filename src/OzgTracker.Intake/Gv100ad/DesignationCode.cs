using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Intake;

/// <summary>The official codes of designations (<i>Textkennzeichen</i>) and which kind of record may carry them.</summary>
static class DesignationCode
{
    /// <summary>Satzart 50 of a Gemeinde without Verband.</summary>
    public const string WithoutAssociation = "50";

    /// <summary>The designation of a code in Satzart 40, 50 or 60, or null for a code the Satzart does not have.</summary>
    public static UnitDesignation? Of(string satzart, string code) => (satzart, code) switch
    {
        ("40", "41") or ("60", "61") => UnitDesignation.KreisfreieStadt,
        ("40", "42") or ("60", "62") => UnitDesignation.Stadtkreis,
        ("40", "43") => UnitDesignation.Kreis,
        ("40", "44") => UnitDesignation.Landkreis,
        ("40", "45") => UnitDesignation.Regionalverband,
        ("50", "51") => UnitDesignation.Amt,
        ("50", "52") => UnitDesignation.Samtgemeinde,
        ("50", "53") => UnitDesignation.Verbandsgemeinde,
        ("50", "54" or "57") => UnitDesignation.Verwaltungsgemeinschaft,
        ("50", "55") => UnitDesignation.Kirchspielslandgemeinde,
        ("50", "56") => UnitDesignation.Verwaltungsverband,
        ("50", "58") => UnitDesignation.ErfuellendeGemeinde,
        ("60", "60") => UnitDesignation.Markt,
        ("60", "63") => UnitDesignation.Stadt,
        ("60", "64") => UnitDesignation.Gemeinde,
        ("60", "65") => UnitDesignation.GemeindefreiBewohnt,
        ("60", "66") => UnitDesignation.GemeindefreiUnbewohnt,
        ("60", "67") => UnitDesignation.GrosseKreisstadt,
        _ => null,
    };

    /// <summary>The codes of a Satzart, for people.</summary>
    public static string Expected(string satzart) => satzart switch
    {
        "40" => "41 to 45",
        "50" => "50 to 58",
        _ => "60 to 67",
    };
}
