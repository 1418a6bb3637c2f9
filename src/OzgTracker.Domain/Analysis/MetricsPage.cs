using System.Globalization;
using System.Text;

namespace OzgTracker.Domain.Analysis;

/// <summary>The page that explains every number.</summary>
public static class MetricsPage
{
    const string Head = """
        # Metrics

        Every analytic answer names its `metric` and `metricVersion`; the version is raised when the same facts would give another number.


        """;

    /// <summary>Markdown with lines that end in LF: the words, then what is computed, then how the awkward cases are treated.</summary>
    public static string Markdown()
    {
        var page = new StringBuilder(Head);
        foreach (var term in Metrics.Terms) page.Append(CultureInfo.InvariantCulture, $"- **{term.Name}**: {term.Meaning}\n");

        page.Append("\n## What is computed\n\n");
        Row(page, "Metric", "Version", "Formula", "Denominator", "Unit");
        Row(page, "---", "---", "---", "---", "---");
        foreach (var metric in Metrics.All)
            Row(page, $"`{metric.Name}`", metric.Version.ToString(CultureInfo.InvariantCulture), metric.Formula, metric.Denominator, metric.Unit);

        page.Append("\n## How it is treated\n\n");
        Row(page, "Metric", "Not competent", "Derived", "Unreported", "Ties", "Small groups");
        Row(page, "---", "---", "---", "---", "---", "---");
        foreach (var metric in Metrics.All)
            Row(page, $"`{metric.Name}`", metric.NotCompetent, metric.Derived, metric.Unreported, metric.Ties, metric.SmallGroups);
        return page.ToString();
    }

    static void Row(StringBuilder page, params ReadOnlySpan<string> cells)
    {
        foreach (var cell in cells) page.Append("| ").Append(cell.Replace("|", "\\|", StringComparison.Ordinal)).Append(' ');
        page.Append("|\n");
    }
}
