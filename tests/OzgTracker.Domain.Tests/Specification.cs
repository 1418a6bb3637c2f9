namespace OzgTracker.Domain.Tests;

/// <summary>Given what happened, when a command arrives, then this is decided.</summary>
public abstract class Specification<TState, TEvent, TCommand>(
    TState initial, Func<TState, TEvent, TState> evolve, Func<TState, TCommand, Decision> decide)
    where TEvent : IDomainEvent
{
    protected Past Given(params TEvent[] events) => new(events.Aggregate(initial, evolve), decide);

    public sealed class Past(TState state, Func<TState, TCommand, Decision> decide)
    {
        public Outcome When(TCommand command) => new(decide(state, command));
    }

    public sealed class Outcome(Decision decision)
    {
        public void Then(params TEvent[] events) =>
            Assert.That(Decided(), Is.EqualTo(Stored.Text(events.Cast<IDomainEvent>())));

        public void ThenRefused(string code) => Assert.That(Decided(), Is.EqualTo($"refused: {code}"));

        public void ThenNothing() => Assert.That(Decided(), Is.EqualTo("nothing"));

        string Decided()
        {
            if (decision.Refusal is { } refusal) return $"refused: {refusal.Code}";
            return decision.Events.Count == 0 ? "nothing" : Stored.Text(decision.Events);
        }
    }
}
