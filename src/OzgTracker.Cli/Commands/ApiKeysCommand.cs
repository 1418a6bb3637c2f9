using System.CommandLine;
using System.Globalization;
using Npgsql;
using OzgTracker.EventStore;
using OzgTracker.Operations;
using OzgTracker.Operations.ApiKeys;

namespace OzgTracker.Cli.Commands;

/// <summary><c>ozg api-keys</c>: keys of machine clients, by whoever may write the database: that is how an installation gets its first one.</summary>
static class ApiKeysCommand
{
    /// <summary>Who made or revoked a key, where no caller of the API did.</summary>
    const string Subject = "command-line";

    public static Command Create(CliContext context) => new("api-keys", "Keys of machine clients: made, listed and revoked in the database.")
    {
        Make(context), List(context), Revoke(context),
    };

    static Command Make(CliContext context)
    {
        var command = new Command("create", "Make a key and write it to standard output. It is shown this once: the database keeps only its hash.");
        var name = new Option<string>("--name") { Required = true, Description = "What the client is, such as kdn-nightly-import; never a person." };
        name.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (!ApiKeyName.IsName(text)) result.AddError($"--name must be {ApiKeyName.Form}.");
            else if (ApiKeyName.IsOfPerson(text!)) result.AddError("--name seems to be that of a person; name what the client is, such as kdn-nightly-import.");
        });
        command.Add(name);
        var scope = ScopeOptions.AddTo(command);
        var days = new Option<int>("--days") { Description = "How long it is valid.", DefaultValueFactory = _ => ApiKey.MostDays };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > ApiKey.MostDays) result.AddError($"--days must be 1 to {ApiKey.MostDays}.");
        });
        command.Add(days);
        command.SetAction((parsed, ct) => WithDatabase(
            context, store => Add(context, store, parsed.GetRequiredValue(name), scope.Of(parsed), parsed.GetValue(days), ct), ct));
        return command;
    }

    static Command List(CliContext context)
    {
        var json = CommonOptions.Json();
        var revoked = new Option<bool>("--revoked") { Description = "Those that were revoked, too." };
        var command = new Command("list", "The keys, without their secrets.") { revoked, json };
        command.SetAction((parsed, ct) => WithDatabase(context, async store =>
        {
            var keys = await ApiKeyTable.List(store.DataSource, parsed.GetValue(revoked), null, int.MaxValue, ct);
            if (parsed.GetValue(json)) CliJson.Write(context.Out, keys.Select(Shown));
            else foreach (var key in keys) await context.Out.WriteLineAsync(Line(key, context.Clock.GetUtcNow()));
            return ExitCode.Done;
        }, ct));
        return command;
    }

    static Command Revoke(CliContext context)
    {
        var id = new Argument<string>("ID") { Description = "The 12 letters and digits after ozg_, as in the list." };
        id.Validators.Add(result =>
        {
            if (!ApiKeySecret.IsId(result.GetValueOrDefault<string>())) result.AddError("ID has 12 lower-case letters and digits; a whole key does not belong on a command line.");
        });
        var command = new Command("revoke", "Take a key back. A running API knows within a second.") { id };
        command.SetAction((parsed, ct) => WithDatabase(context, store => TakeBack(context, store, parsed.GetRequiredValue(id), ct), ct));
        return command;
    }

    static async Task<int> Add(CliContext context, DocumentStore store, string name, TokenHolder holder, int days, CancellationToken ct)
    {
        var (secret, now) = (ApiKeySecret.Create(), context.Clock.GetUtcNow());
        var key = new ApiKey(secret.Id, name, holder.Role, holder.Keys, holder.States, secret.Hash, Subject, now, now.AddDays(days));
        await using var session = store.LightweightSession();
        ApiKeyTable.Add(session, key);
        try
        {
            await session.SaveChangesAsync(ct);
        }
        catch (PostgresException error) when (ApiKeyTable.IsNameTaken(error))
        {
            throw new CliException($"Another key has the name {name}. Revoke that one first (ozg api-keys list), or choose another name.", error);
        }

        await context.Error.WriteLineAsync($"Key {key.Id} ({name}) is valid until {Day(key.ExpiresAt)}. It is shown this once:");
        await context.Out.WriteLineAsync(secret.Text);
        return ExitCode.Done;
    }

    static async Task<int> TakeBack(CliContext context, DocumentStore store, string id, CancellationToken ct)
    {
        if (await ApiKeyTable.Find(store.DataSource, id, ct) is not { } key) throw new CliException($"There is no key {id}. See: ozg api-keys list --revoked");
        if (key.RevokedAt is { } before)
        {
            await context.Out.WriteLineAsync($"{id} ({key.Name}) was revoked on {Day(before)}; nothing was changed.");
            return ExitCode.Done;
        }

        await using var session = store.LightweightSession();
        ApiKeyTable.Revoke(session, id, context.Clock.GetUtcNow(), Subject);
        await session.SaveChangesAsync(ct);
        await context.Out.WriteLineAsync($"{id} ({key.Name}) is revoked.");
        return ExitCode.Done;
    }

    static async Task<int> WithDatabase(CliContext context, Func<DocumentStore, Task<int>> work, CancellationToken ct)
    {
        if (!context.MayHaveDatabase) throw new CliException("There is no database yet. Make it with: ozg migrate");
        await using var database = await OpenDatabase.OfAsync(context, ct);
        if (await DatabaseSetup.PendingAsync(database.Store, ct) is { Count: > 0 } pending)
            throw new CliException($"The database lacks {string.Join(", ", pending)}. Make it with: ozg migrate");
        return await work(database.Store);
    }

    static object Shown(ApiKey key) => new
    {
        key.Id,
        key.Name,
        key.Role,
        key.Keys,
        key.States,
        key.CreatedBy,
        key.CreatedAt,
        key.ExpiresAt,
        key.RotatedAt,
        key.PreviousUntil,
        key.LastUsedAt,
        key.RevokedAt,
        key.RevokedBy,
    };

    static string Line(ApiKey key, DateTimeOffset now)
    {
        var end = key.RevokedAt is { } revoked ? $"revoked {Day(revoked)}" : key.IsAlive(now) ? $"until {Day(key.ExpiresAt)}" : $"expired {Day(key.ExpiresAt)}";
        var used = key.LastUsedAt is { } last ? $"used {Day(last)}" : "never used";
        return string.Join("  ", ((string[])[key.Id, key.Name, key.Role, string.Join(',', key.Keys.Concat(key.States)), end, used]).Where(part => part.Length > 0));
    }

    static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
