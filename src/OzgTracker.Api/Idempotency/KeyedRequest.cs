using OzgTracker.EventStore;

namespace OzgTracker.Api.Idempotency;

/// <summary>A request with an idempotency key: claims the key before its events and stores its answer after them, in their transaction.</summary>
sealed class KeyedRequest(HttpContext context, AnswerStore answers, KeyScope scope, byte[] fingerprint) : ISaveParticipant
{
    readonly Lock gate = new();
    Func<IResult>? compose;
    ISaveParticipant? other;
    StoredAnswer? composed;
    bool left;

    /// <summary>The answer that was committed with the events; null while nothing was.</summary>
    public StoredAnswer? Committed { get; private set; }

    /// <summary>Saves the session and, in the same transaction, the answer that its receipts make.</summary>
    public async Task<TResult> Save<TResult>(IDocumentSession session, Func<TResult> answer, CancellationToken ct)
        where TResult : IResult
    {
        TResult? result = default;
        compose = () => result = answer();
        (other, session.Participant) = (session.Participant, this);
        await session.SaveChangesAsync(ct);
        Committed = composed;
        return result!;
    }

    /// <summary>The same for a save that is not a session's: it joins, and <see cref="Saved"/> says when it has committed.</summary>
    /// <param name="answer">Composed before the commit.</param>
    public ISaveParticipant Join(Func<IResult> answer)
    {
        (compose, other, composed) = (answer, null, null);
        return this;
    }

    /// <summary>What was joined has committed, if it wrote anything at all.</summary>
    public void Saved() => Committed = composed;

    /// <summary>The request ends. A save that nobody waits for any more and that has not come to its commit is rolled back: its answer can no longer be made.</summary>
    public void Leave()
    {
        lock (gate) left = true;
    }

    void ISaveParticipant.BeforeAppend(IDocumentOperations operations)
    {
        answers.Claim(operations, scope);
        other?.BeforeAppend(operations);
    }

    void ISaveParticipant.BeforeCommit(IDocumentOperations operations)
    {
        other?.BeforeCommit(operations);
        lock (gate)
        {
            if (left) throw new OperationCanceledException("The request has ended.");
            composed = StoredAnswer.Of(compose!(), context);
        }

        AnswerStore.Insert(operations, scope, fingerprint, composed);
    }
}
