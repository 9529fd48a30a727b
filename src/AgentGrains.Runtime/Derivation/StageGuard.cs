namespace AgentGrains.Runtime.Derivation;

/// <summary>A call to a stage that failed.</summary>
/// <param name="Stage">Which of the four.</param>
/// <param name="Producer">Who was called.</param>
/// <param name="Failure">What went wrong.</param>
/// <param name="Attempt">Number of the attempt, from 1.</param>
/// <param name="IsGivenUp">It was the last one: the default stage does it.</param>
internal sealed record StageFault(string Stage, ProducerVersion Producer, Exception Failure, int Attempt, bool IsGivenUp);

/// <summary>
/// One stage while a page of turns is derived: every call has a deadline, its result is checked, a call that fails is made again after
/// a wait, and what does not come right is done by the default stage.
/// </summary>
/// <remarks>
/// After unusable answers the default stage does that one call: the next answer may be a good one. It does the rest of the page when
/// the stage cannot be reached or takes too long, or has given up as many calls in a row as a call has attempts.
/// </remarks>
internal sealed class StageGuard<TStage>(string name, TStage chosen, TStage fallback, DerivationOptions options, TimeProvider clock, Action<StageFault> report)
    where TStage : IDerivationStage
{
    private bool _replaced;
    private int _givenUp;   // calls in a row

    /// <summary>The result of a call and who made it.</summary>
    /// <param name="call">The call; it may be made several times.</param>
    /// <param name="check">Throws when a result cannot be used. The default stage's results are not checked.</param>
    /// <param name="stopping">Stops it.</param>
    public async ValueTask<(TResult Result, ProducerVersion Producer)> CallAsync<TResult>(
        Func<TStage, CancellationToken, ValueTask<TResult>> call, Action<TResult, ProducerVersion> check, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();   // a page is many calls, and one that ends at once does not look
        for (var attempt = 1; !_replaced; attempt++)
        {
            try
            {
                var result = await BeforeDeadlineAsync(call, stopping);
                check(result, chosen.Producer);
                _givenUp = 0;
                return (result, chosen.Producer);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                var isGivenUp = attempt >= options.StageAttempts;
                report(new StageFault(name, chosen.Producer, failure, attempt, isGivenUp));
                if (isGivenUp)
                {
                    _replaced = failure is not ModelOutputException || ++_givenUp >= options.StageAttempts;
                    break;
                }
            }

            await Task.Delay(RetryDelays.After(attempt - 1, options), clock, stopping);
        }

        return (await call(fallback, stopping), fallback.Producer);
    }

    private async ValueTask<TResult> BeforeDeadlineAsync<TResult>(Func<TStage, CancellationToken, ValueTask<TResult>> call, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(options.StageDeadline, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            var answer = call(chosen, ends.Token);

            // A stage that does not listen to its token must not hold its scope.
            return answer.IsCompletedSuccessfully ? await answer : await answer.AsTask().WaitAsync(ends.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new TimeoutException($"The {name} ({chosen.Producer}) did not answer within {options.StageDeadline.TotalSeconds:0.###} s, the limit set by DerivationOptions.StageDeadline.");
        }
    }
}
