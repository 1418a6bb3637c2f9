using System.CommandLine;
using OzgTracker.Cli.Imports;
using OzgTracker.Operations;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg pull</c>: follows the feeds of official sources.</summary>
static class PullCommand
{
    const string SecretVariable = "OZG_FEED_SECRET";

    public static Command Create(CliContext context) => new("pull", "Follow the feed of an official source from where the last pull has ended.") { Xzufi(context) };

    static Command Xzufi(CliContext context)
    {
        var url = new Option<string>("--url") { Description = "Address of the feed (Bereitstelldienst), https; {index} in it stands for the index to begin with.", Required = true, HelpName = "URL" };
        var tokenUrl = new Option<string?>("--token-url") { Description = "Where a token is got with client credentials (OAuth 2.0), https.", HelpName = "URL" };
        var clientId = new Option<string?>("--client-id") { Description = $"Name of the client; its secret stands in the environment variable {SecretVariable}.", HelpName = "ID" };
        var fromIndex = new Option<long?>("--from-index") { Description = "Begin here instead of where the last pull has ended; 0 for all.", HelpName = "N" };
        var (dryRun, json, quiet) = (ImportCommand.DryRun(), CommonOptions.Json(), ImportCommand.Quiet());
        var command = new Command("xzufi", "Online services from a feed of XZuFi objects as evidence, never as a level; import municipalities, services and leika first.")
        {
            url, tokenUrl, clientId, fromIndex, dryRun, json, quiet,
        };
        command.SetAction((parsed, ct) =>
        {
            var feed = new XzufiFeedOptions(Address(parsed.GetRequiredValue(url), "--url"))
            {
                TokenUrl = parsed.GetValue(tokenUrl) is { } given ? Address(given, "--token-url") : null,
                ClientId = parsed.GetValue(clientId),
                ClientSecret = Environment.GetEnvironmentVariable(SecretVariable),
                FromIndex = parsed.GetValue(fromIndex) is not < 0 and var index ? index : throw new CliException("--from-index must not be negative."),
            };
            if ((feed.TokenUrl is null) != (feed.ClientId is null)) throw new CliException("--token-url and --client-id belong together.");
            if (feed.ClientId is not null && string.IsNullOrEmpty(feed.ClientSecret)) throw new CliException($"The secret of the client is missing; put it into the environment variable {SecretVariable}.");
            return new ImportRun(
                context, (store, _, options, stop) => XzufiPull.Run(store, feed, options, stop), feed.Url.GetLeftPart(UriPartial.Path), parsed.GetValue(dryRun), parsed.GetValue(json), parsed.GetValue(quiet))
            {
                HasFile = false,
            }.RunAsync(ct);
        });
        return command;
    }

    static Uri Address(string text, string option) => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : throw new CliException($"{option} must be an absolute address, e. g. https://feed.example/v1/changes.");
}
