using OzgTracker.Api.Audit;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Idempotency;
using OzgTracker.Api.Limits;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Web;

/// <summary>One operation of the API, in one file: contract, validator, handler.</summary>
/// <remarks>
/// The verbs are FastEndpoints' (<c>Configure</c>, <c>Get</c>, <c>Policies</c>, <c>Summary</c>, <c>ExecuteAsync</c>; only <c>Problems</c> is ours), so that a
/// swap would be mechanical. An instance serves one request. A nested <c>AbstractValidator&lt;TRequest&gt;</c> is found and run before the handler.
/// </remarks>
/// <typeparam name="TRequest">A record whose constructor parameters say where they come from: route, query, header or body.</typeparam>
/// <typeparam name="TResult">What the handler answers; a union of typed results documents itself.</typeparam>
public abstract class Endpoint<TRequest, TResult> : IEndpoint
    where TRequest : notnull
    where TResult : IResult
{
    /// <summary>The request being served.</summary>
    protected HttpContext HttpContext { get; private set; } = null!;

    /// <inheritdoc/>
    public EndpointDefinition Definition { get; } = new();

    /// <summary>Says route, access and documentation; runs once at start.</summary>
    public abstract void Configure();

    /// <summary>Load, decide, save, answer.</summary>
    public abstract Task<TResult> ExecuteAsync(TRequest request, CancellationToken ct);

    async Task<IResult> IEndpoint.Execute(HttpContext context, object request)
    {
        HttpContext = context;
        var result = await ExecuteAsync((TRequest)request, context.RequestAborted);
        if (AdminAct.Of(context) is { } act) await act.Conclude(result, CancellationToken.None);   // done is done, whoever has left
        return result;
    }

    /// <summary>Saves and answers: the one way of every endpoint that changes something, so that all of them keep what an Idempotency-Key promises.</summary>
    /// <param name="answer">Composed from the receipts of the session; with a key before the commit, so that both are stored or neither. Reads nothing, waits for nothing.</param>
    /// <param name="units">For whom it is recorded: should one of them have moved since it was looked at, nothing is, and the request is decided anew.</param>
    private protected async Task<TResult> Save(IDocumentSession session, Func<TResult> answer, CancellationToken ct, params IReadOnlyList<KnownUnit> units)
    {
        if (session.HasChanges) WriteGuard.Require(session, Caller.SubjectOf(HttpContext.User), units);
        if (AdminAct.Of(HttpContext) is not { } act) return await SaveAndAnswer(session, answer, ct);
        act.Join(session, () => answer());
        var result = await SaveAndAnswer(session, answer, ct);
        act.Committed();
        return result;
    }

    async Task<TResult> SaveAndAnswer(IDocumentSession session, Func<TResult> answer, CancellationToken ct)
    {
        if (HttpContext.Features.Get<KeyedRequest>() is { } keyed) return await keyed.Save(session, answer, ct);
        if (!session.HasChanges) session.ConfirmWhatIsVisible();   // "it is so already" is a promise, too
        await session.SaveChangesAsync(ct);
        return answer();
    }

    /// <summary>Answers GET, and HEAD with the same headers.</summary>
    protected void Get(string route) => (Definition.Verb, Definition.Route) = (HttpMethods.Get, route);

    /// <summary>Answers POST.</summary>
    protected void Post(string route) => (Definition.Verb, Definition.Route) = (HttpMethods.Post, route);

    /// <summary>Answers PUT.</summary>
    protected void Put(string route) => (Definition.Verb, Definition.Route) = (HttpMethods.Put, route);

    /// <summary>Answers DELETE.</summary>
    protected void Delete(string route) => (Definition.Verb, Definition.Route) = (HttpMethods.Delete, route);

    /// <summary>Says of a POST that it changes nothing: the body is a question. It takes no Idempotency-Key, because it may be repeated as it is.</summary>
    protected void ReadsOnly() => Definition.ReadsOnly = true;

    /// <summary>Brings many at once: a larger body, and an allowance of its own.</summary>
    protected void TakesMany() => Definition.Bucket = Bucket.Bulk;

    /// <summary>Hands out whole data sets: the allowance of exports.</summary>
    protected void HandsOutMuch() => Definition.Bucket = Bucket.Export;

    /// <summary>Reads its body itself, as it comes: JSON, or a file of rows, which may be larger.</summary>
    /// <param name="body">What the JSON looks like, for the documentation.</param>
    /// <param name="mediaTypes">Content types.</param>
    protected void TakesFiles(Type body, params string[] mediaTypes) => (Definition.FileBody, Definition.FileTypes) = (body, mediaTypes);

    /// <summary>Is answered however much a client asks.</summary>
    protected void Unlimited() => Definition.Bucket = Bucket.None;

    /// <summary>
    /// Says of a write that its answer holds a secret. Answers to an Idempotency-Key are stored for days, so this one takes none: whoever sends one is told, and not left to believe
    /// in a promise.
    /// </summary>
    protected void HandsOutASecret() => Definition.HandsOutASecret = true;

    /// <summary>Who may call it; an endpoint without a policy stops the program at start.</summary>
    protected void Policies(string policy) => Definition.Policy = policy;

    /// <summary>Which kind of access event the write is, where it is more than an act of an administrator; see <c>AccessEventKind</c>.</summary>
    protected void RecordedAs(string accessEventKind) => Definition.AuditKind = accessEventKind;

    /// <summary>Which refusals to document, besides those that every operation has.</summary>
    protected void Problems(params int[] statuses) => Definition.Problems = statuses;

    /// <summary>What the documentation says.</summary>
    protected void Summary(string summary, string description) => (Definition.Summary, Definition.Description) = (summary, description);
}

/// <summary>An endpoint whatever its types.</summary>
public interface IEndpoint
{
    /// <summary>Filled by <see cref="Configure"/>.</summary>
    EndpointDefinition Definition { get; }

    /// <summary>Says route, access and documentation.</summary>
    void Configure();

    /// <summary>Does what one bound and valid request asks for.</summary>
    internal Task<IResult> Execute(HttpContext context, object request);
}

/// <summary>What an endpoint says of itself.</summary>
public sealed class EndpointDefinition
{
    /// <summary>HTTP method.</summary>
    public string Verb { get; set; } = "";

    /// <summary>Whether a request that is no GET changes nothing either.</summary>
    public bool ReadsOnly { get; set; }

    /// <summary>Whether the answer holds a secret, which must be stored nowhere.</summary>
    public bool HandsOutASecret { get; set; }

    /// <summary>Whether it changes something.</summary>
    public bool IsWrite => Verb != HttpMethods.Get && !ReadsOnly;

    /// <summary>From which allowance of its client a request is taken.</summary>
    public Bucket Bucket { get; set; }

    /// <summary>What the JSON of a body looks like that the endpoint reads itself; null where the body is bound.</summary>
    public Type? FileBody { get; set; }

    /// <summary>In which forms that body comes.</summary>
    public string[] FileTypes { get; set; } = [];

    /// <summary>Whether it takes an Idempotency-Key: whatever is not only read, unless the stored answer would hold a secret.</summary>
    public bool TakesKey => IsWrite && !HandsOutASecret;

    /// <summary>Route template.</summary>
    public string Route { get; set; } = "";

    /// <summary>Name of an authorisation policy.</summary>
    public string? Policy { get; set; }

    /// <summary>Kind of access event of a write; null for what its policy makes it.</summary>
    public string? AuditKind { get; set; }

    /// <summary>Documented refusals.</summary>
    public IReadOnlyList<int> Problems { get; set; } = [];

    /// <summary>One line.</summary>
    public string Summary { get; set; } = "";

    /// <summary>What a caller should know.</summary>
    public string Description { get; set; } = "";
}
