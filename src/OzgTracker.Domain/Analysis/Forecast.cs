namespace OzgTracker.Domain.Analysis;

/// <summary>The units of a question on a day.</summary>
/// <param name="Day">The end of a month, or today.</param>
/// <param name="Competent">Units in the denominator.</param>
/// <param name="Reported">Those of them with a report.</param>
/// <param name="Conform">Those of them at or above the model's threshold.</param>
public readonly record struct CoveragePoint(DateOnly Day, int Competent, int Reported, int Conform)
{
    /// <summary>Somebody is competent, and all who are have it.</summary>
    public bool IsComplete => Competent > 0 && Conform == Competent;

    internal double Share => (double)Conform / Competent;
}

/// <summary>Why there is no forecast.</summary>
public enum ForecastObstacle
{
    /// <summary>Fewer than <see cref="SmallGroups.Minimum"/> units are competent.</summary>
    TooFewUnits,

    /// <summary>Fewer than six months with a report.</summary>
    TooShort,

    /// <summary>The share has not risen in the last twelve months.</summary>
    NoProgress,

    /// <summary>Progress so uneven that it may as well be none, or the late end lies more than twenty years ahead.</summary>
    TooUncertain,

    /// <summary>At the speed of the last twelve months it takes more than twenty years.</summary>
    TooFar,
}

/// <summary>When all competent units will be conform.</summary>
/// <remarks>A <see cref="ForecastDate"/>, <see cref="AlreadyComplete"/> or <see cref="NotForecastable"/>, nothing else.</remarks>
public abstract record Forecast
{
    private protected Forecast()
    {
    }
}

/// <summary>A day, and the range around it.</summary>
/// <param name="Date">If it goes on as in the last twelve months.</param>
/// <param name="Earliest">At the fast end of the slopes.</param>
/// <param name="Latest">At the slow end of the slopes, or if the last ones are as slow as on an S-curve, whichever is later.</param>
public sealed record ForecastDate(DateOnly Date, DateOnly Earliest, DateOnly Latest) : Forecast;

/// <summary>All competent units are conform.</summary>
/// <param name="Since">First day of the series from which it was always so; where that is its first day, it may have been so before.</param>
public sealed record AlreadyComplete(DateOnly Since) : Forecast;

/// <summary>No day can be told.</summary>
/// <param name="Obstacle">Why.</param>
public sealed record NotForecastable(ForecastObstacle Obstacle) : Forecast;
