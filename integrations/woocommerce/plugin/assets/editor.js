/**
 * The plugin's blocks in the editor: a name in the place that the shop's page fills.
 */
( function ( wp, names ) {
	'use strict';

	var el = wp.element.createElement;

	Object.keys( names ).forEach( function ( name ) {
		wp.blocks.registerBlockType( name, {
			apiVersion: 3,
			title: names[ name ],
			category: 'widgets',
			icon: 'star-filled',
			supports: { html: false },
			edit: function () {
				return el(
					'div',
					wp.blockEditor.useBlockProps(),
					el( wp.components.Placeholder, { icon: 'star-filled', label: 'Regulars: ' + names[ name ] } )
				);
			},
			save: function () {
				return null;
			},
		} );
	} );
} )( window.wp, window.regularsBlocks );
