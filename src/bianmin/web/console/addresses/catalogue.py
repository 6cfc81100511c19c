"""The addresses of the catalogue's pages in the console."""

from django.urls import path

from bianmin.web.console.views.catalogue import (
    adoption,
    bundles,
    directory,
    editions,
    element_files,
    elements,
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
ELEMENTS = "catalogue/elements/<int:unit>/"
ELEMENTS_ITEM = f"{ELEMENTS}items/<str:code>/"
ELEMENTS_BATCH = f"{ELEMENTS}batches/<int:number>/"
BUNDLE = "catalogue/bundles/<slug:code>/"
BUNDLE_DRAFT = "catalogue/bundle-drafts/<int:pk>/"
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
    path(f"{DRAFT}scenarios/order/", scenarios.order, name="draft-order"),
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
    path("catalogue/elements/", elements.start, name="elements"),
    path(ELEMENTS, elements.county, name="elements-county"),
    path(f"{ELEMENTS}check/", element_files.check, name="elements-check"),
    path(f"{ELEMENTS}handing-out/", element_files.handing_out, name="elements-handing-out"),
    path(f"{ELEMENTS}export/<str:kind>/", element_files.export, name="elements-export"),
    path(ELEMENTS_ITEM, elements.item, name="elements-item"),
    path(f"{ELEMENTS_ITEM}completion/", elements.completion, name="elements-completion"),
    path(ELEMENTS_BATCH, element_files.batch, name="elements-batch"),
    path(f"{ELEMENTS_BATCH}application/", element_files.application, name="elements-application"),
    path(f"{ELEMENTS_BATCH}dropping/", element_files.dropping, name="elements-dropping"),
    path(
        f"{ELEMENTS_BATCH}export/<str:kind>/",
        element_files.batch_export,
        name="elements-batch-export",
    ),
    path("catalogue/bundles/", bundles.bundles, name="bundles"),
    path("catalogue/bundles/addition/", bundles.addition, name="bundle-addition"),
    path(BUNDLE, bundles.bundle, name="bundle"),
    path(f"{BUNDLE}draft/", bundles.draft_start, name="bundle-draft-start"),
    path(f"{BUNDLE}withdrawal/", bundles.withdrawal, name="bundle-withdrawal"),
    path(f"{BUNDLE}resumption/", bundles.resumption, name="bundle-resumption"),
    path(BUNDLE_DRAFT, bundles.draft, name="bundle-draft"),
    path(f"{BUNDLE_DRAFT}revision/", bundles.revision, name="bundle-revision"),
    path(f"{BUNDLE_DRAFT}proposal/", bundles.proposal, name="bundle-proposal"),
    path(f"{BUNDLE_DRAFT}return/", bundles.return_, name="bundle-return"),
    path(f"{BUNDLE_DRAFT}dropping/", bundles.dropping, name="bundle-dropping"),
    path(f"{BUNDLE_DRAFT}publication/", bundles.publication, name="bundle-publication"),
    path("catalogue/words/", words.words, name="words"),
    path("catalogue/words/naming/", words.naming, name="word-naming"),
    path("catalogue/words/meaning/", words.meaning, name="word-meaning"),
    path("catalogue/words/off/", words.switching_off, name="word-off"),
    path("catalogue/words/<int:pk>/removal/", words.removal, name="word-removal"),
    path("catalogue/missed/<int:pk>/removal/", words.setting_aside, name="missed-removal"),
]
