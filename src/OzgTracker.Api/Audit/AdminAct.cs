using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Audit;

/// <summary>A write that the audit must hold: the row is part of its transaction, or is written before it is answered where it has none of ours.</summary>
/// <remarks>A replay of a stored answer is no act. What is "so already" is one, because an administrator said it anew.</remarks>
sealed class AdminAct
{
    readonly HttpContext context;
    readonly EndpointDefinition definition;
    readonly IAccessAudit audit;
    AccessEvent? stored;
    bool isNoted;

    AdminAct(HttpContext context, EndpointDefinition definition, IAccessAudit audit) => (this.context, this.definition, this.audit) = (context, definition, audit);

    /// <summary>The act of a request; null where the endpoint's writes are none.</summary>
    public static AdminAct? Of(HttpContext context)
    {
        if (context.Features.Get<AdminAct>() is { } begun) return begun;
        if (context.GetEndpoint()?.Metadata.GetMetadata<EndpointDefinition>() is not { IsWrite: true } definition) return null;
        if (definition.Policy != Policy.Administer && definition.AuditKind is null) return null;
        if (context.RequestServices.GetService<IAccessAudit>() is not { } audit) return null;

        var act = new AdminAct(context, definition, audit);
        context.Features.Set(act);
        return act;
    }

    /// <summary>Makes the row part of what the session saves.</summary>
    /// <param name="answer">Composed once more for it: its status is in the row.</param>
    public void Join(IDocumentSession session, Func<IResult> answer) => session.Participant = new Participant(this, session, answer);

    /// <summary>The session has committed.</summary>
    public void Committed()
    {
        if (stored is null) return;   // a replay
        isNoted = true;
        (audit as AccessAudit)?.Tell(stored);
    }

    /// <summary>The endpoint is done; what it did without a session is written now.</summary>
    public async Task Conclude(IResult result, CancellationToken ct)
    {
        if (!isNoted && StatusOf(result) is >= 200 and < 300) await audit.Note(Row(result, null), ct);
    }

    AccessEvent Row(IResult answer, long? position) => (AccessAudit.Describe(context, definition.AuditKind ?? AccessEventKind.AdminAct) with
    {
        Status = StatusOf(answer),
        Position = position,
        Detail = About(answer),
    }).Harmless();

    /// <summary>The keys in the address, and the address of what was made.</summary>
    string About(IResult answer)
    {
        var keys = context.Request.RouteValues.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Key}={value.Value}"));
        var made = Inner(answer) is var result && result.GetType().GetProperty(nameof(Created.Location))?.GetValue(result) is string location ? $"made={location}" : null;
        return string.Join(' ', made is null ? keys : keys.Append(made));
    }

    static int StatusOf(IResult result) => (Inner(result) as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;

    static IResult Inner(IResult result)
    {
        while (result is INestedHttpResult nested) result = nested.Result;
        return result;
    }

    sealed class Participant(AdminAct act, IDocumentSession session, Func<IResult> answer) : ISaveParticipant
    {
        public void BeforeAppend(IDocumentOperations operations)
        {
            // The row comes last, when its answer and position are known.
        }

        public void BeforeCommit(IDocumentOperations operations)
        {
            var etag = act.context.Response.Headers.ETag;
            act.stored = act.Row(answer(), session.LastAppended);
            act.context.Response.Headers.ETag = etag;   // the save may fail yet
            AccessEventTable.Insert(operations, act.stored);
        }
    }
}
