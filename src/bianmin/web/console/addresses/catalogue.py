"""The addresses of the catalogue's pages in the console."""

from django.urls import path

from bianmin.web.console.views.catalogue import (
    adoption,
    directory,
    editions,
    items,
    links,
    lists,
    scenarios,
    sinking,
    sites,
    sources,
    words,
)

EDITION = "catalogue/editions/<int:number>/"
ITEM = "catalogue/items/<str:code>/"
DRAFT = "catalogue/drafts/<int:pk>/"
LIST = "catalogue/lists/<int:unit>/"
SOURCE = "catalogue/sources/<int:pk>/"
BATCH = f"{SOURCE}batches/<int:number>/"
ROW = f"{SOURCE}items/<int:item>/"
SITE = "catalogue/sites/<int:pk>/"

urlpatterns = [
    path("catalogue/directory/", directory.directory, name="directory"),
    path("catalogue/difference/", directory.difference, name="difference"),
    path("catalogue/editions/", editions.draft, name="edition-draft"),
    path(EDITION, editions.edition, name="edition"),
    path(f"{EDITION}changes/", editions.changes, name="edition-changes"),
    path(
        f"{EDITION}changes/<int:pk>/removal/",
        editions.change_removal,
        name="edition-change-removal",
    ),
    path(f"{EDITION}proposal/", editions.proposal, name="edition-proposal"),
    path(f"{EDITION}return/", editions.return_, name="edition-return"),
    path(f"{EDITION}publication/", editions.publication, name="edition-publication"),
    path(ITEM, items.item, name="item"),
    path(f"{ITEM}draft/", items.draft_start, name="item-draft"),
    path(f"{ITEM}versions/<int:number>/", items.version, name="item-version"),
    path(DRAFT, items.draft, name="draft"),
    path(f"{DRAFT}revision/", items.draft_revision, name="draft-revision"),
    path(f"{DRAFT}proposal/", items.draft_proposal, name="draft-proposal"),
    path(f"{DRAFT}return/", items.draft_return, name="draft-return"),
    path(f"{DRAFT}withdrawal/", items.draft_withdrawal, name="draft-withdrawal"),
    path(f"{DRAFT}publication/", items.draft_publication, name="draft-publication"),
    path(f"{DRAFT}scenarios/", scenarios.scenarios, name="draft-scenarios"),
    path(f"{DRAFT}scenarios/question/", scenarios.question, name="draft-question"),
    path(f"{DRAFT}scenarios/leaf/", scenarios.leaf, name="draft-leaf"),
    path("catalogue/lists/", lists.start, name="lists"),
    path(LIST, lists.county, name="list"),
    path(f"{LIST}entries/", lists.entries, name="list-entries"),
    path(f"{LIST}links/", links.links, name="links"),
    path(f"{LIST}links/<int:pk>/confirmation/", links.confirmation, name="link-confirmation"),
    path(f"{LIST}links/<int:pk>/township/", links.return_to_township, name="link-township"),
    path(f"{LIST}links/<int:pk>/removal/", links.removal, name="link-removal"),
    path(f"{LIST}link-tasks/<int:pk>/answer/", links.answer, name="link-answer"),
    path(f"{LIST}sinking/", sinking.advice, name="sinking"),
    path(f"{LIST}sinking/<int:pk>/acceptance/", sinking.acceptance, name="sinking-acceptance"),
    path(f"{LIST}sinking/<int:pk>/refusal/", sinking.refusal, name="sinking-refusal"),
    path(f"{LIST}editions/<int:number>/", adoption.adoption, name="adoption"),
    path(f"{LIST}editions/<int:number>/adoption/", adoption.adopt, name="adopt"),
    path(f"{LIST}editions/<int:number>/explanation/", adoption.explain, name="explain"),
    path("catalogue/sites/", sites.sites, name="site-lists"),
    path(SITE, sites.site, name="site-list"),
    path(f"{SITE}suspension/", sites.suspension, name="site-suspension"),
    path(f"{SITE}resumption/", sites.resumption, name="site-resumption"),
    path(f"{SITE}grants/", sites.grant, name="site-grant"),
    path(f"{SITE}grants/<int:grant_pk>/end/", sites.grant_end, name="site-grant-end"),
    path("catalogue/sources/", sources.sources, name="sources"),
    path("catalogue/sources/addition/", sources.addition, name="source-addition"),
    path(SOURCE, sources.source, name="source"),
    path(f"{SOURCE}check/", sources.check, name="source-check"),
    path(f"{SOURCE}export/<str:kind>/", sources.export, name="source-export"),
    path(BATCH, sources.batch, name="source-batch"),
    path(f"{BATCH}application/", sources.application, name="source-application"),
    path(f"{BATCH}dropping/", sources.dropping, name="source-dropping"),
    path(ROW, sources.row, name="source-row"),
    path(f"{ROW}taking/", sources.taking, name="source-taking"),
    path(f"{ROW}binding/", sources.binding, name="source-binding"),
    path(f"{ROW}following/", sources.following, name="source-following"),
    path("catalogue/words/", words.words, name="words"),
    path("catalogue/words/naming/", words.naming, name="word-naming"),
    path("catalogue/words/meaning/", words.meaning, name="word-meaning"),
    path("catalogue/words/off/", words.switching_off, name="word-off"),
    path("catalogue/words/<int:pk>/removal/", words.removal, name="word-removal"),
    path("catalogue/missed/<int:pk>/removal/", words.setting_aside, name="missed-removal"),
]
