namespace OzgTracker.Api.Auth;

/// <summary>Names of the authorisation policies. Object checks (which unit, which Land) are the endpoint's, with <see cref="Caller"/>.</summary>
static class Policy
{
    /// <summary>Anyone, without a token: health, documentation, the problem catalogue.</summary>
    public const string Open = "open";

    /// <summary>Any role; without a token only where the installation says so.</summary>
    public const string Read = "read";

    /// <summary>A reporter; for which units its keys say.</summary>
    public const string Report = "report";

    /// <summary>A coordinator; for which Länder its states say.</summary>
    public const string Coordinate = "coordinate";

    /// <summary>A reporter of the unit or a coordinator of its Land.</summary>
    public const string ReportOrCoordinate = "report-or-coordinate";

    /// <summary>An administrator of the installation.</summary>
    public const string Administer = "administer";

    /// <summary>An administrator, or a coordinator; for which Länder its states say.</summary>
    public const string AdministerOrCoordinate = "administer-or-coordinate";
}
