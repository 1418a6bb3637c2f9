using OzgTracker.Api.Web;

namespace OzgTracker.Api.Analysis;

/// <summary>Analyses of the one service that the path names.</summary>
static class ServiceInPath
{
    /// <summary>Another service in the query would be ignored.</summary>
    public static IEnumerable<FieldError> Check(AnalysisParameters asked)
    {
        if (asked.OzgId is not null) yield return new FieldError("contradictory-filters", "The path names the service; leave 'ozgId' out of the query.", Parameter: "ozgId");
    }
}
