using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Matching;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>Runs a profile: settles what a dead run left, plans, checks the brakes, asks, executes, and tells everything as events.</summary>
public sealed class SyncEngine
{
    private const string StoppedOnRequest = "stopped on request";
    private const string StoppedByPipeline = "stopped by the pipeline, which took no more results";
    private readonly Workspace _workspace;

    /// <summary>Works on an open workspace, which stays the caller's.</summary>
    public SyncEngine(Workspace workspace) => _workspace = workspace;

    /// <summary>
    /// Runs. Events come until a <see cref="SummaryEvent"/>; a run that ended early then raises its error. A <see cref="PlannedEvent"/>
    /// may be declined before the next event is asked for. Cancellation is a stop: it ends with a summary, not with an exception.
    /// Leases are held from the first to the last event, whatever the way out of the iteration.
    /// </summary>
    /// <exception cref="UserSyncException">Whatever ends a run early; <see cref="RunEnds.Of"/> says what it means.</exception>
    public async IAsyncEnumerable<SyncEvent> RunAsync(SyncRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EmailNormaliser.EnsureUsable();
        EnsureRunnable(request);
        using var plan = new Plan(_workspace.Host.TempFolder);
        var run = new RunInProgress(_workspace, request, plan);
        await using RunLease? lease = request.WhatIf ? null : await RunLease.AcquireAsync(_workspace, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease?.Lost ?? CancellationToken.None);
        bool ended = false;
        if (!request.WhatIf)
        {
            await EnsureClearedAsync(cancellationToken);
            await run.StartAsync(cancellationToken);
        }

        try
        {
            UserSyncException? failure = null;
            await using IAsyncEnumerator<SyncEvent> events = run.EventsAsync(stop.Token).GetAsyncEnumerator(CancellationToken.None);
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync())
                        break;
                }
                catch (UserSyncException caught)
                {
                    failure = caught;
                    break;
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    break;
                }

                yield return events.Current;
            }

            if (lease?.Lost.IsCancellationRequested == true && failure is null)
                failure = new UserSyncException(new SyncError(ErrorIds.LeaseLost, "Another run took over the lease of this run; nothing more is written.") { Remedy = "Look at Get-SyncHistory for the other run; run again when it has ended." });
            foreach (SyncResult result in run.Rest())
                yield return new ResultEvent(result);
            failure ??= run.Disagreement();
            SummaryEvent summary = await run.FinishAsync(failure?.Error, cancellationToken.IsCancellationRequested ? StoppedOnRequest : null);
            ended = true;
            yield return summary;
            if (failure is not null)
                throw failure;
        }
        finally
        {
            // The consumer walked away: what was confirmed is stored and counted, the rest is planned again by the next run.
            if (!ended)
            {
                foreach (SyncResult _ in run.Rest())
                {
                }

                await run.FinishAsync(null, cancellationToken.IsCancellationRequested ? StoppedOnRequest : StoppedByPipeline);
            }
        }
    }

    // A refused credential tried again and again locks accounts; a human must look first.
    private async Task EnsureClearedAsync(CancellationToken cancellationToken)
    {
        if (await _workspace.Store.Runs.WaitingForHumanAsync(_workspace.Site, _workspace.Account, cancellationToken) is not { } last)
            return;
        throw new UserSyncException(new SyncError(ErrorIds.NeedsHuman, $"Run {last.Run} ended with: {last.Message} Runs between site {_workspace.Site} and account {_workspace.Account} wait until that is mended.")
        {
            Item = last.Run,
            Remedy = "Mend it, then run Test-SyncProfile: when no line of it fails, runs are let through again.",
        });
    }

    private void EnsureRunnable(SyncRequest request)
    {
        // The way back asks for nothing that the run did not do.
        if (request.Undo is not null)
            return;
        SyncDirection direction = request.Direction ?? _workspace.Profile.Direction;
        if (!request.All && !request.Incremental && request.Since is null && !request.IsGiven && request.Tags.Count + request.NotTags.Count == 0)
        {
            throw new UserSyncException(new SyncError(ErrorIds.NothingGiven, "Nothing was given, so nothing was done.") { Remedy = "Pipe users, name ids, or use -All." });
        }

        bool users = request.Users.Count + request.UserIds.Count > 0;
        bool contacts = request.Contacts.Count + request.ContactIds.Count + request.Tags.Count + request.NotTags.Count > 0;
        if (direction == SyncDirection.ToCms ? users : contacts)
        {
            throw new UserSyncException(new SyncError(ErrorIds.ProfileInvalid, users ? "A run towards the site is about contacts, and users were given." : "A run towards the CRM or both ways is about users, and contacts were given.")
            {
                Item = "direction",
                Remedy = users ? "Give contacts, or another direction." : "Use Import-CrmContact for contacts.",
            });
        }

        if (direction == SyncDirection.ToCms && request.Choose is not null)
        {
            throw new UserSyncException(new SyncError(ErrorIds.ProfileInvalid, "A run towards the site is about contacts: a filter or a transform of users has nobody to look at.")
            {
                Item = "direction",
                Remedy = "Leave them out, or give another direction.",
            });
        }

        SyncError[] wrong = [.. PolicyCheck.Check(_workspace.Profile, _workspace.Cms.Capabilities, _workspace.Crm.Capabilities, direction)];
        if (wrong.Length > 0)
            throw new UserSyncException(wrong[0] with { Message = string.Join(' ', wrong.Select(w => w.ToString())), Remedy = null });
    }
}
