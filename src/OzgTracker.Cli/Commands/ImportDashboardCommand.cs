using System.CommandLine;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg import dashboard</c>.</summary>
static class ImportDashboardCommand
{
    public static Command Create(CliContext context) => ImportCommand.Create(
        context,
        "dashboard",
        "Online services from the Dashboard Digitale Verwaltung as evidence, never as a level; import municipalities, services and leika first.",
        "CSV export or JSON pages with leika_key, ars, url, online_status, aktiv, art_flaechendeckung; UTF-8.",
        EvidenceImport.Dashboard);
}
