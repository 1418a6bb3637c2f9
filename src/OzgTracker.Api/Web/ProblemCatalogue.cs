namespace OzgTracker.Api.Web;

/// <summary>A kind of refusal.</summary>
/// <param name="Code">Last part of the problem's <c>type</c>; never changed.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="WhatToDo">For the person behind the client.</param>
public sealed record ProblemKind(string Code, int Status, string Title, string WhatToDo);

/// <summary>Every refusal that this API can answer; served at <c>/v1/problems</c> and kept equal to <c>openapi/problems.md</c> by a test.</summary>
public static class ProblemCatalogue
{
    /// <summary>In the order of their status.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        new("invalid-request", 400, "The request does not have the right shape", "Correct every entry of `errors` and send it again."),
        new("bad-etag", 400, "If-Match is not an ETag of this API", "Send the ETag as it was answered, in quotes."),
        new("bad-idempotency-key", 400, "Idempotency-Key is not a key", "Send 1 to 255 printable characters, best a UUID, once, and a token that names its subject."),
        new("idempotency-key-not-taken", 400, "The operation takes no Idempotency-Key", "Send it without: the answer holds a secret, and answers to keys are stored."),
        new("bad-cursor", 400, "The cursor is not one of this list", "Use `nextCursor` unchanged and with the same filters, or start without a cursor."),
        new("malformed-http", 400, "The HTTP request is malformed", "Check the client or the proxy in between."),
        new("unauthenticated", 401, "A valid token is needed", "Send `Authorization: Bearer …` with a token that has not expired."),
        new("role-not-allowed", 403, "The role of the token does not allow this", "Use a token with the role that the operation names."),
        new("outside-your-keys", 403, "The unit is outside the keys of the token", "Use a token of that unit, or ask its administration to report."),
        new("outside-your-states", 403, "The Land is not one that the token coordinates", "Use a token of a coordinator of that Land."),
        new("not-found", 404, "There is nothing at this address", "Check the path; paths have no trailing slash."),
        new("unknown-municipality", 404, "No unit has this key", "Use the id, AGS or ARS from `/v1/municipalities`, with leading zeros."),
        new("unknown-service", 404, "The catalogue does not have this service", "Use an `ozgId` from `/v1/services`."),
        new("unknown-model", 404, "There is no such maturity model", "Use an id from `/v1/maturity-models`."),
        new("unknown-target", 404, "No Land has this target", "Use an id from `/v1/targets`."),
        new("unknown-tag", 404, "No service carries this tag", "Use one of the `tags` that `/v1/services` lists."),
        new("unknown-mapping", 404, "There is no such mapping between two maturity models", "See `/v1/maturity-models/{id}/mappings`."),
        new("unknown-offer", 404, "There is no such EfA offer", "Use an id from `/v1/efa-offers`."),
        new("unknown-api-key", 404, "There is no such API key", "Use an id from `/v1/api-keys`."),
        new("unknown-webhook", 404, "There is no such webhook", "Use an id from `/v1/webhooks`."),
        new("method-not-allowed", 405, "The address does not answer this method", "See the `Allow` header."),
        new("not-acceptable", 406, "The answer does not exist in this format", "Ask for one of the formats that `detail` lists, by `Accept` or `?format=`."),
        new("too-slow", 408, "The request did not arrive in time", "Send it again over a faster connection, or in smaller parts; nothing was executed."),
        new("already-corrected", 409, "The report has been corrected before", "Correct or withdraw the correction; the history names it."),
        new("already-live", 409, "The service is live already", "Suspend it before it goes live or into a pilot anew."),
        new("already-reached", 409, "The level is reached already", "Plan a higher level."),
        new("already-withdrawn", 409, "The report has been withdrawn before", "Report anew."),
        new("conflicting-write", 409, "Others kept changing the same", "Send the request again."),
        new("date-in-future", 409, "The day lies in the future", "Report what is, not what is planned."),
        new("date-in-past", 409, "The day does not lie ahead", "Give a day after today; what is there already is reported, not planned."),
        new("date-too-late", 409, "The day lies too far ahead", "Check the year."),
        new("date-too-early", 409, "The day lies too far in the past", "Check the year."),
        new("efa-stage-backwards", 409, "A connection does not go back", "Retire it first, or send a later stage."),
        new("evidence-not-http", 409, "The evidence is not a public http(s) address", "Give an absolute http or https address without credentials."),
        new("idempotency-key-in-use", 409, "The same request is being executed", "Send it again after `Retry-After` seconds with the same key; you get the answer of the first."),
        new("leika-not-in-service", 409, "A LeiKa service does not belong to the OZG service", "Use the keys that `/v1/services/{ozgId}` lists."),
        new("level-or-criteria", 409, "Either level or criteria is needed", "Send exactly one of the two."),
        new("level-outside-model", 409, "The maturity model does not have this level", "See `/v1/maturity-models/{id}`."),
        new("milestone-out-of-order", 409, "A later step is recorded already", "Record steps in their order; correct the day."),
        new("no-such-evidence", 409, "The cell does not know this address", "Use an address from a report or an evidence entry of this cell, letter for letter."),
        new("no-such-report", 409, "The cell has no report at this position", "Use a `position` from the history of this cell whose type is a report or a correction."),
        new("not-a-member", 409, "The unit is not served by the one that reports for it", "Report for members only, or with a token of the unit itself."),
        new("serves-nobody", 409, "Only a Gemeindeverband or a Kreis reports on behalf of others", "Use the key of a Verband or Kreis, or name each unit without `onBehalfOf`."),
        new("too-many-cells", 409, "The reports speak of too many cells", "Send fewer items at once; each counts once per member."),
        new("not-a-municipality", 409, "A gemeindefreies Gebiet offers no services", "Report for the Kreis that administers it."),
        new("not-competent", 409, "The unit is not competent for the service", "Reclaim the competence first (`DELETE …/not-competent`)."),
        new("not-live", 409, "The service is not live", "Record `wentLive` first."),
        new("nothing-reported", 409, "There is nothing to confirm or to check", "Report a level first."),
        new("position-not-reached", 409, "The log has not reached this position in time", "Send the request again; check that the position is one of this installation."),
        new("unit-dissolved", 409, "The unit has been dissolved", "Report for its successors, which `detail` and `/v1/municipalities/{key}` name."),
        new("unknown-criterion", 409, "The maturity model does not have this criterion", "See `/v1/maturity-models/{id}`."),
        new("competence-overlap", 409, "Something else is declared from this day on", "Declare the change with a later `validFrom`."),
        new("date-too-far", 409, "The day lies too far ahead", "Check the year."),
        new("services-or-tag", 409, "Either services or a tag is needed", "Send exactly one of the two."),
        new("target-dropped", 409, "The target was given up", "Set another target."),
        new("target-exists", 409, "The Land has another target of this id", "Choose another id, or revise the target by PUT."),
        new("address-not-public", 409, "The address is not a public http(s) address", "Give an absolute http or https address without credentials."),
        new("contact-empty", 409, "A contact point needs a mailbox or a url", "Give one of the two, or leave the contact point out."),
        new("ends-before-it-begins", 409, "The last day lies before the first", "Correct one of the two days."),
        new("invalid-tag", 409, "The tag is no name of a programme", "Use lower-case words and digits with a dash in between, such as `sdg-annex-2`."),
        new("mapping-incomplete", 409, "The mapping leaves levels out", "Map every level of the model, to null where the other has no twin."),
        new("mapping-to-itself", 409, "A maturity model needs no mapping to itself", "Name another model."),
        new("model-not-sound", 409, "The maturity model is not sound", "Correct what `detail` names: levels from 0 without a hole, criteria with ids of their own, a threshold that is a level."),
        new("model-shrinks", 409, "The maturity model would lose what reports may use", "Keep published levels and criteria, or publish a new model under another id."),
        new("not-a-functional-mailbox", 409, "The mailbox seems to be that of a person", "Give the functional mailbox of an office, such as digitalisierung@ or buergerbuero@."),
        new("not-an-organisation", 409, "The name is not that of an organisation", "Give the name only, without persons, mail addresses and telephone numbers."),
        new("offer-exists", 409, "Another EfA offer has this id", "Change it with PUT, or choose another id."),
        new("offer-keeps-its-provider", 409, "An EfA offer keeps the Land that provides it", "Withdraw it, and let the other Land publish one of its own."),
        new("api-key-ended", 409, "The API key is revoked or has expired", "Make another one."),
        new("api-key-name-taken", 409, "Another API key has this name", "Rotate that one, revoke it first, or choose another name."),
        new("not-a-functional-name", 409, "The name seems to be that of a person", "Name what the client is, such as `kdn-nightly-import`."),
        new("offer-for-other-services", 409, "The EfA offer does not cover the service", "Use an offer whose `ozgIds` name the service."),
        new("offer-withdrawn", 409, "The EfA offer was withdrawn", "Publish a new one under another id."),
        new("others-refused", 409, "Nothing was recorded, because other items were refused", "Correct those, or send them without `atomicity=all`."),
        new("leading-zero-lost", 409, "The key seems to have lost its leading zero", "Keys are text: format the column as text before it is filled."),
        new("leika-in-several-services", 409, "The LeiKa service belongs to several OZG services", "Say which with `ozgId`."),
        new("peer-group-too-small", 409, "Too few units to compare with", "Leave a filter out, so that at least five units are compared."),
        new("webhook-address-refused", 409, "Nothing is sent to this address", "Give a public https address on port 443 or 8443."),
        new("webhook-exists", 409, "There is such a webhook", "Use that one, and rotate its secret if you have lost it; or remove it first."),
        new("webhook-removed", 409, "The webhook was removed", "Make another one."),
        new("too-many-webhooks", 409, "There are as many webhooks as the installation allows", "Remove one that nobody needs any more."),
        new("stale-version", 412, "It has changed since you read it", "Read it again and decide anew; `currentVersion` is its version now."),
        new("body-too-large", 413, "The body is too large", "Send less at once; a single request takes 1 MiB unless the installation says otherwise, compressed or not."),
        new("unsupported-media-type", 415, "The body is not of a type that the operation takes", "Send `Content-Type: application/json` (many reports also as `application/x-ndjson` or `text/csv`), and no Content-Encoding but one of gzip, br and deflate."),
        new("idempotency-key-reused", 422, "The Idempotency-Key belongs to another request", "Nothing was executed. Use a new key for each new request."),
        new("rate-limited", 429, "Too many requests", "Send the request again after `Retry-After` seconds; `violatedPolicies` names the allowance that is used up."),
        new("too-many-followers", 429, "Too many streams and waiting requests", "Close one, or ask without `wait`; send the request again after `Retry-After` seconds."),
        new("internal-error", 500, "Something failed here", "Send the request again; if it stays, report the `traceId`."),
        new("temporarily-unavailable", 503, "The database is not available", "Send the request again after `Retry-After` seconds; nothing was recorded, writes are safe to repeat."),
        new("cube-loading", 503, "The cube is being loaded", "Send the request again after `Retry-After` seconds; the other operations answer already."),
        new("at-capacity", 503, "The node makes as many answers as it can", "Send the request again after `Retry-After` seconds; nothing was executed."),
        new("unknown-outcome", 503, "It is not known whether the change was recorded", "Repeat it with the same Idempotency-Key: it is never recorded twice. Without a key read the state first."),
        new("issuer-unavailable", 503, "The issuer of the token does not answer", "Send the request again after `Retry-After` seconds; nothing was executed."),
    ];

    /// <summary>The kind with this code.</summary>
    public static ProblemKind Find(string code) => ByCode.TryGetValue(code, out var kind)
        ? kind
        : throw new InvalidOperationException($"The problem '{code}' is not in the catalogue.");

    static readonly Dictionary<string, ProblemKind> ByCode = All.ToDictionary(kind => kind.Code, StringComparer.Ordinal);
}
